import Evidence
import Sim
import Theory

/// Positions of a width below the least: a dependency and a subset prove that no query selects it.
struct SelectionObstacles: Experiment {
  /// How the positions lie.
  enum Layout: String, Sendable, CaseIterable {
    /// Entries from -9 to 9.
    case drawn = "drawn positions"
    /// On the moment curve, where every dependency has as many tokens as it can.
    case curve = "moment curve"
    /// All coordinates after the first alike.
    case flat = "positions in a plane"
    /// Tokens 0 and 1 at one place.
    case repeated = "two tokens at one place"
  }

  /// What is not as claimed.
  enum Change: Hashable, Sendable {
    case none
    /// The first coefficient that is not 0 a thousandth larger.
    case coefficient
    /// A subset that holds neither side of the dependency.
    case subset
    /// A least width claimed.
    case least(Int)

    var words: String {
      switch self {
      case .none: ""
      case .coefficient: "a coefficient larger by 1/1000"
      case .subset: "y holds neither side"
      case .least(let width): "a width of \(width) claimed to suffice"
      }
    }
  }

  let tokens: Int
  let sparsity: Int
  let width: Int
  let layout: Layout
  var task = SelectionObstacle.Task.evenly
  var change = Change.none

  static let check = "no query selects y"

  /// T, q and the width: one below the least, and some far below.
  private static let evenly = [
    (3, 1, 1), (5, 2, 3), (6, 2, 3), (6, 2, 1), (5, 4, 3), (8, 3, 5), (9, 3, 5), (12, 4, 7), (40, 3, 5),
    (16, 6, 11),
  ]
  /// T = 2q + 2, between there and 3q, and from 3q on.
  private static let apart = [
    (3, 1, 1), (6, 2, 3), (8, 3, 5), (10, 4, 7), (11, 4, 7), (12, 4, 7), (20, 3, 5),
  ]

  static let all: [any Experiment] = Layout.allCases.flatMap { layout -> [any Experiment] in
    evenly.map { make($0, layout, .evenly) } + apart.map { make($0, layout, .apart) }
  }

  private static func make(_ place: (Int, Int, Int), _ layout: Layout, _ task: SelectionObstacle.Task)
    -> SelectionObstacles
  {
    SelectionObstacles(
      tokens: place.0, sparsity: place.1, width: place.2, layout: layout, task: task)
  }

  static let nearMisses: [Control] =
    [Layout.drawn, .curve].flatMap { layout in
      [(6, 2, 3), (9, 3, 5)].flatMap { place -> [Control] in
        let original = make(place, layout, .evenly)
        return [Change.coefficient, .subset, .least(place.2)].map { original.nearMiss($0) }
      } + [make((8, 3, 5), layout, .apart).nearMiss(.least(5))]
    }

  private func nearMiss(_ change: Change) -> Control {
    .nearMiss(of: self, change.words, check: Self.check, changed(change))
  }

  /// Drawn positions of q - 1 dimensions in place of 2q, claimed to select every subset.
  static let otherWorld: Control = {
    let original = make((16, 6, 11), .drawn, .evenly)
    let change = Change.least(5)
    let other = make((16, 6, 5), .drawn, .evenly).changed(change)
    return .otherWorld(of: original, "5 drawn dimensions claimed to suffice for q = 6", check: check, other)
  }()

  private func changed(_ change: Change) -> SelectionObstacles {
    var other = self
    other.change = change
    return other
  }

  struct Row: EvidenceRow {
    let positions: RationalMatrix
    /// Nil where none was found.
    let obstacle: SelectionObstacle?

    static let columns: [Column<Row>] = [
      Column(count: "width") { $0.positions.columns },
      Column(count: "smaller side") { $0.obstacle?.partition.sides.smaller.count },
      Column(count: "larger side") { $0.obstacle?.partition.sides.larger.count },
      Column(series: "y") { ($0.obstacle?.subset ?? []).map(Double.init) },
    ]
  }

  var claim: Claim { .a7LeastWidth }
  var name: String {
    "T=\(tokens) q=\(sparsity), R^\(width), \(layout.rawValue)" + (task == .apart ? ", apart" : "")
      + (change == .none ? "" : ", " + change.words)
  }
  func repetitions(_ effort: Effort) -> Int {
    layout == .drawn ? effort.pick(quick: 1, standard: 3, thorough: 30) : 1
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let positions = try positions(RandomStream(trial.address(settings), step: 0))
    let found = try SelectionObstacle.find(positions, sparsity: sparsity, task: task)
    return Row(positions: positions, obstacle: try found.map(changed))
  }

  private func positions(_ stream: RandomStream) throws -> RationalMatrix {
    if layout == .curve {
      return try A7LeastWidth.curve(A7LeastWidth.places(tokens: tokens), width: width)
    }
    var stream = stream
    var positions = try RationalMatrix(rows: tokens, columns: width)
    for row in 0..<tokens {
      for column in 0..<width {
        positions[row, column] =
          layout == .flat && column > 1
          ? positions[row, 1] : Rational(Int(stream.integer(below: 19)) - 9)
      }
    }
    if layout == .repeated {
      for column in 0..<width { positions[1, column] = positions[0, column] }
    }
    return positions
  }

  private func changed(_ obstacle: SelectionObstacle) throws -> SelectionObstacle {
    let sides = obstacle.partition.sides
    switch change {
    case .none, .least: return obstacle
    case .coefficient:
      var coefficients = obstacle.partition.coefficients
      guard let first = coefficients.firstIndex(where: { $0 != .zero }) else { return obstacle }
      coefficients[first] = try coefficients[first] * Rational(numerator: 1001, denominator: 1000)
      return SelectionObstacle(
        partition: RadonPartition(coefficients: coefficients), subset: obstacle.subset)
    case .subset:
      let left = [sides.smaller.first, sides.larger.first]
      let others = (0..<tokens).filter { !left.contains($0) }
      return SelectionObstacle(
        partition: obstacle.partition, subset: Array(others.prefix(sparsity)))
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let least: Int? = if case .least(let width) = change { width } else { nil }
    let predicate = try A7LeastWidthPredicate(
      task, tokens: tokens, sparsity: sparsity, leastWidth: least)
    let verdict =
      try row.obstacle.map { try predicate.judge($0, row.positions) }
      ?? .undecided(reason: "\(name): no obstacle found")
    return [Check(Self.check, verdict, detects: Check.Detectable(0, "exact"))]
  }

  func certificates(_ row: Row) throws -> [Certificate] {
    row.obstacle.map {
      [Certificate("obstacle", CertifiedObstacle(self, $0, row.positions))]
    } ?? []
  }
}

/// What another program checks again of A7: a dependency of positions, and the subset that it forbids.
private struct CertifiedObstacle: Encodable {
  struct Term: Encodable {
    let token: Int
    let coefficient: Rational
    let position: [Rational]
  }

  let tokens: Int
  let sparsity: Int
  let task: SelectionObstacle.Task
  let subset: [Int]
  let dependency: [Term]

  init(_ experiment: SelectionObstacles, _ obstacle: SelectionObstacle, _ positions: RationalMatrix) {
    (tokens, sparsity, task) = (experiment.tokens, experiment.sparsity, experiment.task)
    subset = obstacle.subset
    dependency = obstacle.partition.coefficients.enumerated().filter { $0.element != .zero }.map {
      Term(token: $0.offset, coefficient: $0.element, position: positions.row($0.offset))
    }
  }
}
