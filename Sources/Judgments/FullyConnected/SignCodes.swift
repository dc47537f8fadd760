import Evidence
import Sim
import Theory

/// Codes of all sign sequences, by enumeration: the first B entries, B parities of random subsets of the entries, and B
/// sign neurons with random whole weights, for every B from 0 to 4.
struct SignCodes: Experiment {
  /// Which codes are judged.
  enum Codes: Hashable, Sendable {
    /// The drawn ones at the bits that they pass.
    case drawn
    /// The drawn ones, each counted as one bit fewer.
    case countedOneFewer
    /// One code word for every sequence, which one neuron can pass, counted as some bits.
    case everySequence(countedAs: Int)
  }

  let problem: SmallProblem
  var codes = Codes.drawn

  static let twoOfSeven = SmallProblem(7, 1, 2)
  static let problems = [
    twoOfSeven, SmallProblem(3, 2, 2), SmallProblem(4, 2, 1), SmallProblem(5, 2, 4),
  ]
  static let all: [any Experiment] = problems.map { SignCodes(problem: $0) }

  /// At q = 1 the first entries as a code come closest: two bits leave 3/4 of the risk, of which one bit's bound is 49/64.
  static let nearMisses: [Control] = [SmallProblem(4, 2, 1)].map { problem in
    .nearMiss(
      of: SignCodes(problem: problem), "codes counted as one bit fewer", check: "codes of signs",
      SignCodes(problem: problem, codes: .countedOneFewer))
  }

  struct Row: EvidenceRow {
    struct Code: Codable, Hashable, Sendable {
      let bits: Int
      let risk: Rational
      /// The bound at these bits.
      let bound: Rational
    }

    let codes: [Code]

    /// The least risk as a multiple of its bound.
    var closest: Double? {
      codes.filter { $0.bound > .zero }.map { $0.risk.double / $0.bound.double }.min()
    }

    static let columns: [Column<Row>] = [
      Column(count: "codes") { $0.codes.count },
      Column("least risk / bound") { $0.closest },
    ]
  }

  var claim: Claim { .f13Bits }
  var grade: Claim.Grade { .exact }
  var name: String {
    switch codes {
    case .drawn: "\(problem.name), codes of signs"
    case .countedOneFewer: "\(problem.name), codes of signs counted as one bit fewer"
    case .everySequence(let bits): "\(problem.name), the one-neuron decoder counted as \(bits) bit"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    codes == .drawn ? effort.pick(quick: 1, standard: 3, thorough: 20) : 1
  }

  func cost(_ effort: Effort) -> Cost {
    let sequences = Double(1 << min(62, problem.inputDimension))
    return Cost(seconds: 15 * sequences * Double(problem.inputDimension) * 1e-7, bytes: 100 * sequences)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let length = problem.inputDimension
    var stream = RandomStream(try trial.address(settings), step: 0)
    let judged: [(bits: Int, words: [Int])] =
      switch codes {
      case .drawn:
        (0...min(4, length)).flatMap { bits in
          Self.drawn(bits: bits, length: length, &stream).map { (bits, $0) }
        }
      case .countedOneFewer:
        (1...min(4, length)).flatMap { bits in
          Self.drawn(bits: bits, length: length, &stream).map { (bits - 1, $0) }
        }
      case .everySequence(let bits): [(bits, Array(0..<(1 << length)))]
      }
    return Row(
      codes: try judged.map { code in
        Row.Code(
          bits: code.bits, risk: try F13Encoders.codeRisk(problem: problem, codes: code.words),
          bound: try F13Bits.signs(problem: problem, bits: code.bits))
      })
  }

  /// Exact: what is short of the bound by anything is refuted.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = F13BitsPredicate(try problem.problem())
    return [
      Check(
        "codes of signs", .all(try row.codes.map { try predicate.judge(exactRisk: $0.risk, bits: $0.bits) }),
        detects: row.closest.map { .init(max(0, $0 - 1), "of the bound") })
    ]
  }

  /// Three codes of every sign sequence in a number of bits.
  private static func drawn(bits: Int, length: Int, _ stream: inout RandomStream) -> [[Int]] {
    let masks = (0..<bits).map { _ in Int(stream.integer(below: UInt32(1 << length))) }
    // An odd sum of weights: no sum of signs times weights is 0.
    let weights = (0..<bits).map { _ -> [Int] in
      var row = (0..<length).map { _ in Int(stream.integer(below: 9)) - 4 }
      if row.reduce(0, +) % 2 == 0 { row[0] += 1 }
      return row
    }
    let patterns = 0..<(1 << length)
    let first = patterns.map { $0 & ((1 << bits) - 1) }
    let parities = patterns.map { pattern in
      masks.enumerated().reduce(0) { $0 | ((pattern & $1.element).nonzeroBitCount & 1) << $1.offset }
    }
    let signs = patterns.map { pattern in
      weights.enumerated().reduce(0) { code, item in
        let sum = item.element.enumerated().reduce(0) { total, weight in
          total + (pattern >> weight.offset & 1 == 1 ? weight.element : -weight.element)
        }
        return code | (sum > 0 ? 1 : 0) << item.offset
      }
    }
    return [first, parities, signs]
  }
}
