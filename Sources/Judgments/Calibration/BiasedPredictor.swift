import Evidence
import Theory

/// A linear predictor that overshoots the best one of its first layer, held against F2: its risk is known.
///
/// With W the m top eigenvectors of S and predictions times g the excess is `(g - 1)^2 E|M_y Pi vec(X)|^2`, and the mean of
/// `|M_y Pi vec(X)|^2` is d/q less LB(m): the risk is `LB(m) + (g - 1)^2 (d/q - LB(m))`.
struct BiasedPredictor: Experiment {
  let problem: SmallProblem
  let width: Int
  let samples: Int
  /// What the best predictions are multiplied by.
  var gain = 1.1

  var claim: Claim { .f2RiskLowerBound }
  var name: String { "\(problem.name), top \(width) eigenvectors, predictions times \(gain)" }

  /// The risk less LB(m).
  func excess() throws -> Double {
    let problem = try problem.problem()
    let seen = problem.trivialRisk - (try F2RiskLowerBound.value(problem: problem, width: width))
    return (gain - 1) * (gain - 1) * seen
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> F2RiskRow {
    let problem = try problem.problem()
    let predictor = LinearPredictor(
      problem: problem, weights: try F5Attained.weights(problem: problem, width: width), gain: gain)
    let source = TaskSamples(problem: problem, address: try trial.address(settings))
    return try F2RiskRow(
      predictor.sums(source, samples: samples), falseAlarm: claim.falseAlarmPerTrial)
  }

  func judge(_ row: F2RiskRow) throws -> [Check] { try row.checks(problem.problem()) }
}
