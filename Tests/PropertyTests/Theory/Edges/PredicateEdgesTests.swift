import Foundation
import Judgments
import TestSupport
import Testing
import Theory

/// Every public predicate of the theory at the edges of what it allows.
@Suite struct PredicateEdgesTests {
  @Test("a predicate verifies up to its edges and no farther", arguments: PredicateEdges.all)
  func keepsItsEdges(_ edges: PredicateEdges) throws {
    #expect(try edges.faults() == [])
  }

  @Test("the table has every public predicate of the sources, and no other")
  func isComplete() throws {
    let theory = RunLedger.packageRoot.appending(path: "Sources/Theory")
    let files = try #require(FileManager.default.enumerator(at: theory, includingPropertiesForKeys: nil))
    var stated: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      stated.formUnion(PredicateSignatures.of(try String(contentsOf: file, encoding: .utf8)))
    }
    #expect(stated.count > 200)
    let listed = PredicateEdges.all.map(\.predicate)
    #expect(stated.subtracting(listed).sorted() == [], "predicates without edges")
    #expect(Set(listed).subtracting(stated).sorted() == [], "edges of no predicate")
    #expect(Set(listed).count == listed.count)
  }

  @Test("every claim has a predicate of its name in the table")
  func everyClaim() {
    let named = Set(
      PredicateEdges.all.compactMap { $0.predicate.firstMatch(of: /^[A-Z]\d+/).map { String($0.output) } })
    #expect(Set(ClaimJudgment.all.map(\.claim.id)).subtracting(named).sorted() == [])
  }

  @Test("the table finds a predicate that verifies beyond its edge, and one that refutes within it")
  func findsFaults() {
    func found(_ allowed: Double, _ reach: ClosedRange<Double>) -> Int {
      Edge.band(reach) { .within(allowed, deviation: $0, "edge") }.faults().count
    }
    #expect(found(1, -1...1) == 0)
    #expect(found(1.001, -1...1) == 2)
    #expect(found(0.999, -1...1) == 2)
    let careless = Edge.band(-Double.infinity...1) { value in
      value > 1 ? .refuted(counterexample: "") : .verified(margin: 1)
    }
    #expect(careless.faults() == ["nan is verified", "-inf is verified"])
    #expect(Edge.band(0...1) { .verified(margin: 2 * $0) }.faults().contains { $0.contains("margin") })
  }
}

extension PredicateEdges {
  static let all =
    shared + networkBounds + networks + networkLaws + networkVariants + attentionFirst + attentionWidths
    + attentionFloors + attentionLeastWidths + flows + tracking + starts + curvatures + provedRate + stability
    + rates + otherTraining + lengths + separations
}

/// The predicates that a source file states: public functions that return a verdict, or several.
enum PredicateSignatures {
  static func of(_ text: String) -> [String] {
    let types = text.matches(of: /(?m)^(?:public )?(?:struct|enum|extension) (\w+)/)
    let functions = text.matches(
      of:
        /public (?:static )?func (\w+)\(([^{]*?)\)\s*(?:throws\(TheoryError\)\s*)?-> (?:Verdict\??|\[Part\]|Judged)\s/
    )
    return functions.compactMap { function in
      guard let type = types.last(where: { $0.range.lowerBound < function.range.lowerBound }) else {
        return nil
      }
      return "\(type.output.1).\(function.output.1)(\(labels(function.output.2)))"
    }
  }

  /// The labels of a list of parameters, each with its colon.
  private static func labels(_ parameters: Substring) -> String {
    var (depth, start, names) = (0, true, "")
    for character in parameters {
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "," where depth == 0: start = true
      case _ where start && (character == " " || character == ":"):
        if !names.isEmpty && !names.hasSuffix(":") { (names, start) = (names + ":", false) }
      case _ where start && !character.isWhitespace: names.append(character)
      default: break
      }
    }
    return names
  }
}
