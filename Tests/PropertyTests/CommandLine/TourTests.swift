import Foundation
import Judgments
import Testing
import sts

/// The readme's tour: every command in it prints what stands below it.
@Suite struct TourTests {
  struct Stop: CustomTestStringConvertible, Sendable {
    let line: String
    let output: String
    var testDescription: String { line }
  }

  static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }

  /// The commands of the readme's console blocks, with the lines below each.
  static let stops: [Stop] = {
    guard let readme = try? String(contentsOf: root.appending(path: "README.md"), encoding: .utf8) else {
      return []
    }
    var stops: [Stop] = []
    for block in readme.components(separatedBy: "```console\n").dropFirst() {
      let text = block.components(separatedBy: "```")[0]
      for part in text.components(separatedBy: "$ swift run sts ").dropFirst() {
        let (line, output) = part.split(at: "\n")
        stops.append(Stop(line: line, output: output.trimmingCharacters(in: .newlines)))
      }
    }
    return stops
  }()

  @Test func `the tour has six stops`() { #expect(Self.stops.count == 6) }

  @Test(arguments: stops) func `the command prints what the readme shows`(stop: Stop) async {
    let words = stop.line.split(separator: " ").map { word in
      word.hasPrefix("Examples/") ? "\(Self.root.path)/\(word)" : String(word)
    }
    let result = await run(words, in: Context(judgments: ClaimJudgment.all))
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.trimmingCharacters(in: .newlines) == stop.output)
  }
}

extension String {
  /// The parts before and after the first of a separator.
  fileprivate func split(at separator: Character) -> (String, String) {
    guard let place = firstIndex(of: separator) else { return (self, "") }
    return (String(self[..<place]), String(self[index(after: place)...]))
  }
}
