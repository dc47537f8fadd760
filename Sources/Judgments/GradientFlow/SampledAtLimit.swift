import Evidence
import Sim
import Theory

/// Layers trained on samples from zero, in large batches, 5 % below the step limit and 5 % beyond it.
struct SampledAtLimit: Experiment {
  let problem: SmallProblem
  let batch: Int
  let steps: Int
  let side: StepSide
  /// Whether what the other side does is said of this one.
  var isToldOtherSide = false
  /// After how many steps the risk is looked at again.
  static let stride = 5

  /// W sets the limit in the first, V in the second; there the noise's own edge, 2q/(1 + (d+1)/B), is 1 % lower.
  static let all: [SampledAtLimit] = StepSide.allCases.flatMap { side in
    [
      SampledAtLimit(problem: SmallProblem(4, 8, 2), batch: 256, steps: 1000, side: side),
      SampledAtLimit(problem: SmallProblem(3, 8, 1), batch: 1024, steps: 2000, side: side),
    ]
  }

  static let controls: [Control] = all.map { original in
    var changed = original
    changed.isToldOtherSide = true
    return original.side == .below
      ? .nearMiss(
        of: original, "0.95 of the limit said not to end", check: DescentAtLimit.staysCheck, changed)
      : .nearMiss(of: original, "1.05 of the limit said to end", check: DescentAtLimit.endsCheck, changed)
  }

  struct Row: EvidenceRow {
    let rate: LateDescent.Rate

    static let columns: [Column<Row>] = [
      Column("time t") { $0.rate.time },
      Column("2 kappa t R, late mean") { $0.rate.lateRisk },
    ]
    static let conditions: Set<String> = ["time", "slope", "lastRisk"]
  }

  var claim: Claim { .d14StepLimit }
  var grade: Claim.Grade { .observed }
  var independentNetworks: Bool { true }
  var name: String {
    "\(problem.name), SGD, batch \(batch), at \(side.multiple) of the limit"
      + (isToldOtherSide ? (side == .below ? ", said not to end" : ", said to end") : "")
  }
  func repetitions(_ effort: Effort) -> Int {
    let isQuick = problem.sparsity > 1
    return effort.pick(
      quick: isQuick ? 1 : 0, standard: isToldOtherSide ? 1 : 3, thorough: isToldOtherSide ? 1 : 20)
  }

  func cost(_ effort: Effort) -> Cost {
    let example = 4e-9 * Double(problem.tokens) * Double(problem.dimension + 4)
    let looks = FullMatrixCost.cost(problem, gradients: Double(steps / Self.stride))
    return Cost(seconds: Double(steps) * (1e-6 + Double(batch) * example) + looks.seconds, bytes: looks.bytes)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try problem.oneHotSystem()
    let layer = try AttentionSettings(
      oneHot: system.problem, batch: batch, stepSize: side.multiple * StepLimit(system).value)
    let risks = try LateDescent.sampledRisks(
      layer, over: SubsetEnumeration(system.problem), address: trial.address(settings), stride: Self.stride,
      count: steps / Self.stride)
    return Row(
      rate: try LateDescent.Rate(
        risks: risks, stepSize: layer.stepSize, stride: Self.stride, kappa: system.kappa))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D14StepLimitPredicate(try problem.oneHotSystem())
    return [
      (side == .below) != isToldOtherSide
        ? Check(
          DescentAtLimit.endsCheck, predicate.judge(ends: row.rate.lateRisk),
          detects: .init(D14StepLimitPredicate.endsAtMost - 1, "of 1/(2 kappa t) more"), margin: .distance)
        : DescentAtLimit.stays(row.rate, predicate)
    ]
  }
}
