import Evidence
import Theory

extension FrozenGradient {
  /// The recursion of the mean excess at two thirds of the edge, and its limit, at the edge that was enumerated.
  func certificates(_ row: Row) throws -> [Certificate] {
    let problem = try problem.problem()
    let law = try FrozenAttentionGradient(problem, on: attention.on, off: attention.off, batch: batch)
    return [Certificate("misadjustment", try CertifiedMisadjustment(law, self, problem, edge: row.stepLimit))]
  }
}

/// What another program proves again of D17, from the moments of normal numbers.
private struct CertifiedMisadjustment: Encodable {
  let problem: Problem
  let batch: Int
  /// The attention on a token of y, and off y, up to their sum.
  let on: Int
  let off: Int
  /// V = c I has the least risk.
  let bestScale: Rational
  let leastRisk: Rational
  let stepLimit: Rational
  let step: Rational
  /// `x_{k+1} = keep x_k + noise` for the mean excess `x_k = E R_k/R* - 1` after k steps.
  let keep: Rational
  let noise: Rational
  /// The limit of x_k.
  let misadjustment: Rational

  /// With a = step S: `keep = 1 - 2a + a^2 (1 + (d+1)/B)`, `noise = a^2 d/B`, and the limit
  /// `(a d/(2B))/(1 - (a/2)(1 + (d+1)/B))`, where the edge is `2/(S (1 + (d+1)/B))`.
  init(_ law: FrozenAttentionGradient, _ run: FrozenGradient, _ problem: Problem, edge: Rational) throws {
    (self.problem, batch, on, off) = (problem, run.batch, run.attention.on, run.attention.off)
    (bestScale, leastRisk, stepLimit) = (law.bestScale, law.leastRisk, edge)
    let share = try Rational(2) / Rational(3)
    step = try share * edge
    let (a, two) = (try step * law.attentionSquare, Rational(2))
    let dimensionOverBatch = try Rational(problem.dimension) / Rational(run.batch)
    keep = try Rational.one - two * a + two * a * share
    noise = try a * a * dimensionOverBatch
    misadjustment = try a * dimensionOverBatch / two / (Rational.one - share)
  }
}
