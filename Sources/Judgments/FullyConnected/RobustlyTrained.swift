import Evidence
import Sim
import Theory

/// A network trained on a robust loss, its mean loss on fresh samples beside F16's bound.
struct RobustlyTrained: Experiment {
  static let lossCheck = "trained loss"
  static let certificateCheck = "trained certificate"

  let variant: NetworkVariant
  /// What the share of the loss of predicting 0 is multiplied by; 1, or more in controls.
  var stretch = 1.0

  static let all: [any Experiment] = cases.map { RobustlyTrained(variant: $0) }

  static let losses = [RobustLoss.absolute, .huber(threshold: 0.5), .power(4)]

  private static let cases = losses.flatMap { loss in
    [(SmallProblem(8, 4, 2), 16), (SmallProblem(6, 3, 1), 9)].map { problem, width in
      NetworkVariant(problem: problem, hidden: [width, 64], loss: loss)
    }
  }

  /// Near misses where q = 1 and the bound is nearly reached; an interval of |e|^4 is wide.
  static let controls: [Control] = cases.filter { $0.problem.sparsity == 1 }.flatMap { variant -> [Control] in
    let trained = RobustlyTrained(variant: variant)
    guard variant.loss == .power(4) else { return [trained.nearMiss(lossCheck, stretch: 1.3)] }
    return [trained.nearMiss(lossCheck, stretch: 5), trained.nearMiss(certificateCheck, stretch: 1.05)]
  }

  private func nearMiss(_ check: String, stretch: Double) -> Control {
    .nearMiss(
      of: self, "a share \(NumberText.short(stretch)) times as great", check: check,
      RobustlyTrained(variant: variant, stretch: stretch))
  }

  struct Row: EvidenceRow {
    let rank: Int
    let loss: Measured
    /// The mean over y of E|l|^4, l what the first layer loses.
    let lostFourthMoment: Double
    let bound: Double
    let lossOfZero: Double

    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.rank },
      Column("mean loss") { $0.loss.estimate },
      Column("bound") { $0.bound }.atMost { [$0.loss.upper] },
      Column("loss / bound") { $0.bound > 0 ? $0.loss.estimate / $0.bound : nil },
      Column("loss of predicting 0") { $0.lossOfZero }.atLeast { [$0.bound] },
    ]
  }

  var claim: Claim { .f16RobustLosses }
  var name: String { variant.name + (stretch == 1 ? "" : ", the share times \(stretch)") }
  func cost(_ effort: Effort) -> Cost { variant.cost(effort) }
  /// A quick run's networks are too far from the bound for its near misses.
  func repetitions(_ effort: Effort) -> Int { effort == .quick && !(stretch == 1) ? 0 : 1 }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let network = VariantNetwork(variant: variant, repetition: trial.repetition, settings: settings)
    let result = try await network.result()
    let law = try law()
    return Row(
      rank: result.sums.rank,
      loss: try measured(result, law, falseAlarm: claim.falseAlarmPerTrial),
      lostFourthMoment: result.sums.lostFourthMoment,
      bound: try predicate(result.sums.rank).bound, lossOfZero: law.lossOfZero)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try predicate(row.rank)
    var checks = [
      Check(
        Self.lossCheck, predicate.judge(loss: row.loss), falseAlarm: row.loss.falseAlarm,
        detects: .init(
          reach: row.loss.upper - row.loss.estimate, standardError: 0, of: predicate.bound, "of the bound"),
        margin: .distance)
    ]
    if variant.loss == .power(4) {
      checks.append(
        Check(
          Self.certificateCheck, predicate.judge(certificate: row.lostFourthMoment),
          detects: .init(1e-12, "of the loss of predicting 0"), margin: .distance))
    }
    return checks
  }

  private func law() throws -> F16RobustLosses {
    try F16RobustLosses(problem: variant.problem.problem(), loss: variant.loss)
  }

  private func predicate(_ rank: Int) throws -> F16RobustLossesPredicate {
    let law = try law()
    // An interval of |e|^4 is wide: its upper end is what matters.
    return try F16RobustLossesPredicate(
      law, rank: rank, share: stretch * law.share(width: rank),
      resolution: variant.loss == .power(4) ? 3 : 0.05)
  }

  /// The mean loss with an upper end that lies below the bound with at most the given probability if F16 is true.
  ///
  /// Given what the network sees, an error is a function of `K_y (I - Pi) g`, g normal, with covariance at most I/q: the
  /// loss is Lipschitz in g with its own constant in the error times sqrt(1/q), the length |e| with sqrt(1/q). Its
  /// conditional mean is at least `phi(A_y)` (Anderson), which lies between 0 and the loss of predicting 0 and whose mean over y
  /// is at least the bound (Hoeffding). Each takes half.
  private func measured(
    _ result: VariantNetwork.Result, _ law: F16RobustLosses, falseAlarm: Double
  ) throws -> Measured {
    let root = 1 / Double(variant.problem.sparsity).squareRoot()
    let count = result.sums.count
    let given =
      variant.loss == .power(4)
      ? try GaussianLipschitzSum.meanFourthPower(
        result.meanLoss, lipschitz: root, samples: count, falseAlarm: falseAlarm / 2)
      : try GaussianLipschitzSum.mean(
        result.meanLoss, lipschitz: variant.loss.lipschitz * root, samples: count, falseAlarm: falseAlarm / 2)
    let subsets = try Hoeffding.upper(
      0, samples: count, range: 0...law.lossOfZero, falseAlarm: falseAlarm / 2)
    return Measured(
      estimate: result.meanLoss, lower: -.infinity, upper: given.upper + subsets.upper,
      falseAlarm: given.falseAlarm + subsets.falseAlarm)
  }
}
