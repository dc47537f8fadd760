import Evidence
import Judgments
import Theory

extension DeepLinear {
  static let judgment = ClaimJudgment(
    claim: claim, experiments: Path.all,
    controls: Path.all.map {
      .nearMiss(of: $0, "s 1e-5 larger", check: Path.check, Path(strengths: $0.strengths, excess: 1e-5))
    } + [
      .otherWorld(
        of: Path.all[0], "one layer", Path(strengths: Path.all[0].strengths, isShallow: true))
    ],
    own: .none(because: "it is an example"))
}

/// The flow of both matrices towards A = Q diag(s) Q^T, Q a turn of the plane: neither is diagonal.
struct Path: Experiment {
  struct Row: EvidenceRow {
    let times: [Double]
    let seen: [[Double]]
    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.times }, Column(series: "first product") { $0.seen.map { $0[0] } },
    ]
    static let conditions: Set<String> = ["times"]
  }

  static let check = "product of the weights"
  static let all = [Path(strengths: [1, 0.5]), Path(strengths: [2, -0.3])]

  let strengths: [Double]
  var excess = 0.0  // How much larger the formula is told that the strengths are, as a share.
  var isShallow = false  // Whether one layer alone is trained.
  private static let start = 0.01
  var claim: Claim { DeepLinear.claim }
  var name: String {
    "s = \(strengths)" + (excess == 0 ? "" : ", \(excess) larger") + (isShallow ? ", one layer" : "")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let turn = try Matrix(rows: 2, columns: 2, elements: [0.8, -0.6, 0.6, 0.8])
    let diagonal = try Matrix(rows: 2, columns: 2, elements: [strengths[0], 0, 0, strengths[1]])
    let target = try turn.product(diagonal).product(turn.transposed)
    let times = [1.0, 3, 10]
    let identity = try Matrix(identity: 2)
    // One layer starts where the product of two does.
    let scale = isShallow ? Self.start : Self.start.squareRoot()
    var weights = [Matrix](repeating: try identity.plus(scale - 1, identity), count: isShallow ? 1 : 2)
    var seen: [[Double]] = []
    var time = 0.0
    for end in times {
      while time < end - 1e-9 {
        weights = try rungeKutta(weights, target, 0.01)
        time += 0.01
      }
      let whole = try weights.dropFirst().reduce(weights[0]) { try $1.product($0) }
      let product = try turn.transposed.product(whole).product(turn)
      seen.append([product[0, 0], product[1, 1]])
    }
    return Row(times: times, seen: seen)
  }

  func judge(_ row: Row) throws -> [Check] {
    let verdicts = zip(row.times, row.seen).flatMap { time, products in
      zip(products, strengths).map { seen, strength in
        let told = strength * (1 + excess)
        return DeepLinear.judge(seen, DeepLinear.product(strength: told, start: Self.start, time: time))
      }
    }
    return [Check(Self.check, .all(verdicts), detects: .init(2 * DeepLinear.tolerance, "in the product"))]
  }

  /// The direction of gradient descent on |A - W_2 W_1|^2/2, or on |A - W|^2/2.
  private func direction(_ weights: [Matrix], _ target: Matrix) throws -> [Matrix] {
    guard weights.count == 2 else { return [try target.plus(-1, weights[0])] }
    let error = try target.plus(-1, weights[1].product(weights[0]))
    return [try weights[1].transposed.product(error), try error.product(weights[0].transposed)]
  }

  private func rungeKutta(_ weights: [Matrix], _ target: Matrix, _ h: Double) throws -> [Matrix] {
    func moved(_ share: Double, _ slope: [Matrix]) throws -> [Matrix] {
      try zip(weights, slope).map { try $0.plus(share, $1) }
    }
    let first = try direction(weights, target)
    let second = try direction(moved(h / 2, first), target)
    let third = try direction(moved(h / 2, second), target)
    let fourth = try direction(moved(h, third), target)
    return try weights.indices.map { layer in
      try weights[layer].plus(h / 6, first[layer]).plus(h / 3, second[layer]).plus(h / 3, third[layer])
        .plus(h / 6, fourth[layer])
    }
  }
}

extension Matrix {
  /// This matrix and a multiple of another.
  fileprivate func plus(_ factor: Double, _ other: Matrix) throws -> Matrix {
    try Matrix(
      rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 + factor * $1 })
  }
}
