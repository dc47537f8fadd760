import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F15: exact certificates of drawn shared layers and circular convolutions of every number of channels, and trained
  /// shared networks.
  public static let f15SharedLayer = ClaimJudgment(
    claim: .f15SharedLayer,
    experiments: ConvolvedFirstLayer.all + VariantRisk.sharedLayerCases,
    controls: ConvolvedFirstLayer.controls + VariantRisk.sharedLayerControls,
    own: .takes(required: [], optional: [.width, .steps]) { own in
      if let width = own.width {
        return [VariantRisk.sharedLayer(SmallProblem(own.problem), channels: width, own.steps)]
      }
      _ = try Subsets.count(of: own.problem, limit: 100_000)
      try own.requireInputs(atMost: 14, "where exact projections fit in 128 bits")
      let problem = SmallProblem(own.problem)
      return (0...own.problem.dimension).flatMap { channels in
        [1, min(3, problem.tokens)].map {
          ConvolvedFirstLayer(problem: problem, channels: channels, layer: .convolved(places: $0))
        }
      }
    })
}

/// A first layer shared over the tokens or convolved along them, with drawn weights -1, 0, 1.
struct ConvolvedFirstLayer: Experiment {
  /// How the neurons read the tokens.
  enum Layer: Hashable, Sendable {
    /// Each neuron reads this many tokens in a row, around the ring; 1 is a layer shared over the tokens.
    case convolved(places: Int)
    /// As many neurons, unshared, on the eigenvectors of S.
    case unshared
  }

  static let boundCheck = "at least (d - c)/q"
  static let attainedCheck = "attained"

  let problem: SmallProblem
  let channels: Int
  let layer: Layer
  /// How many channels fewer are counted: 0; 1, or -1 for one too many, in controls.
  var countedLess = 0

  private static let problems = [
    SmallProblem(4, 3, 2), SmallProblem(6, 2, 2), SmallProblem(5, 2, 4), SmallProblem(7, 2, 3),
  ]

  static let all: [any Experiment] = problems.flatMap { problem in
    (0...problem.dimension).flatMap { channels in
      [1, 3].map {
        ConvolvedFirstLayer(problem: problem, channels: channels, layer: .convolved(places: $0))
      }
    }
  }

  static let controls: [Control] = problems.flatMap { problem -> [Control] in
    let shared = ConvolvedFirstLayer(
      problem: problem, channels: problem.dimension - 1, layer: .convolved(places: 1))
    let full = ConvolvedFirstLayer(
      problem: problem, channels: problem.dimension, layer: .convolved(places: 1))
    var (more, less) = (shared, full)
    (more.countedLess, less.countedLess) = (-1, 1)
    return [
      .nearMiss(
        of: shared, "an unshared layer of as many neurons", check: boundCheck,
        ConvolvedFirstLayer(problem: problem, channels: problem.dimension - 1, layer: .unshared)),
      .nearMiss(of: shared, "one channel too many counted", check: attainedCheck, more),
      .otherWorld(of: full, "d channels counted as d - 1", check: boundCheck, less),
    ]
  }

  struct Row: EvidenceRow {
    let neurons: Int
    let rank: Int
    /// By enumeration of every subset.
    let certificate: Rational
    let bound: Rational

    static let columns: [Column<Row>] = [
      Column(count: "neurons") { $0.neurons },
      Column(count: "rank") { $0.rank },
      Column("certificate") { $0.certificate.double },
      Column("(d - c)/q") { $0.bound.double }.atMost { [$0.certificate.double] },
    ]
  }

  var claim: Claim { .f15SharedLayer }
  var grade: Claim.Grade { .exact }
  var name: String {
    let counted = countedLess == 0 ? "" : ", counted as \(channels - countedLess)"
    switch layer {
    case .convolved(let places):
      return "\(problem.name), \(channels) channels "
        + (places == 1 ? "shared over tokens" : "over \(places) tokens") + counted
    case .unshared: return "\(problem.name), \(channels) neurons a token, unshared\(counted)"
    }
  }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 3, thorough: 30) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let weights = try weights(problem, trial, settings)
    return Row(
      neurons: problem.tokens * channels, rank: try weights.orthogonalRowBasis().rows,
      certificate: try F5Attained.exactRisk(problem: problem, weights: weights),
      bound: try F15SharedLayer.exact(problem: problem, channels: channels - countedLess))
  }

  private func weights(_ problem: Problem, _ trial: Trial, _ settings: Settings) throws -> RationalMatrix {
    guard case .convolved(let places) = layer else {
      return try F5Attained.eigenvectors(problem: problem, width: problem.tokens * channels)
    }
    var stream = RandomStream(try trial.address(settings), step: 0)
    // Unit upper triangular at the token itself, so that the channels are independent.
    let kernel = (0..<places).map { place in
      (0..<channels).map { channel in
        (0..<problem.dimension).map { coordinate -> Rational in
          if place == 0, coordinate <= channel { return coordinate == channel ? .one : .zero }
          return stream.smallInteger()
        }
      }
    }
    return try F15SharedLayer.weights(problem: problem, kernel: kernel)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F15SharedLayerPredicate(try problem.problem())
    let counted = channels - countedLess
    var checks = [
      Check(
        Self.boundCheck, try predicate.judge(certificate: row.certificate, channels: counted),
        detects: .init(0, "exact"), margin: .distance)
    ]
    if layer == .convolved(places: 1) {
      checks.append(
        Check(
          Self.attainedCheck, try predicate.judge(attained: row.certificate, channels: counted),
          detects: .init(0, "exact")))
    }
    return checks
  }
}
