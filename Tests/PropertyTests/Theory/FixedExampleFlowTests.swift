import Testing
import Theory

@Suite("FixedExampleFlow")
struct FixedExampleFlowTests {
  private static let inside = [[0.9, -0.3], [-0.2, 0.7], [0.4, 1.1], [-1.0, 0.1]]
  private static let outside = [[0.2, 0.1], [-0.3, 0.2], [0.1, -0.4], [0.3, 0.25]]

  private func flow(logit: Double = 0) throws -> FixedExampleFlow {
    try FixedExampleFlow(
      Problem(tokens: 12, dimension: 2, sparsity: 2),
      moments: ExampleMoments(dimension: 2, insideMeans: Self.inside, outsideMeans: Self.outside),
      logit: logit)
  }

  /// Half the mean squared error on the examples, from the examples themselves.
  private func halfError(_ value: [Double], _ logit: Double) -> Double {
    let inside = 2 * Elementary.exp(logit)
    let p = inside / (inside + 10)
    var sum = 0.0
    for (b, m) in zip(Self.inside, Self.outside) {
      let z = (0..<2).map { p * b[$0] + (1 - p) * m[$0] }
      for i in 0..<2 {
        let error = value[2 * i] * z[0] + value[2 * i + 1] * z[1] - b[i]
        sum += error * error
      }
    }
    return sum / Double(2 * Self.inside.count)
  }

  @Test("a short step goes down the gradient of the error on the examples, C's speed divided by d_e")
  func followsTheGradient() throws {
    var flow = try flow(logit: 0.4)
    flow.advance(to: 30)
    let (value, logit, time) = (flow.value, flow.logit, flow.time)
    flow.advance(to: time + 1e-4)
    let h = 1e-5
    for place in 0..<4 {
      var (up, down) = (value, value)
      up[place] += h
      down[place] -= h
      let slope = (halfError(up, logit) - halfError(down, logit)) / (2 * h)
      #expect(abs((flow.value[place] - value[place]) / 1e-4 + slope) <= 1e-6)
    }
    let slope = (halfError(value, logit + h) - halfError(value, logit - h)) / (2 * h)
    #expect(abs((flow.logit - logit) / 1e-4 + slope / 12) <= 1e-6)
    #expect(abs(flow.trainingRisk - 2 * halfError(value, logit)) <= 1e-12)
  }

  @Test("its risk is that of aligned weights, and of 0 at the start")
  func riskIsThePopulations() throws {
    var flow = try flow(logit: 1)
    #expect(flow.risk == flow.problem.trivialRisk)
    flow.advance(to: 20)
    let value = flow.value
    var expected = 0.0
    // The layer with these weights: p/q - 1/q on the subset's tokens, (1-p)/N on the others, coordinate by coordinate.
    for i in 0..<2 {
      for j in 0..<2 {
        let error = flow.mass / 2 * value[2 * i + j] - (i == j ? 0.5 : 0)
        let leak = (1 - flow.mass) / 10 * value[2 * i + j]
        expected += 2 * error * error + 10 * leak * leak
      }
    }
    #expect(abs(flow.risk - expected) <= 1e-14)
  }

  @Test("n = d examples are interpolated without looking, and the law needs more")
  func fewExamples() throws {
    let problem = try Problem(tokens: 12, dimension: 2, sparsity: 2)
    let moments = try ExampleMoments(
      dimension: 2, insideMeans: Array(Self.inside.prefix(2)), outsideMeans: Array(Self.outside.prefix(2)))
    var flow = try FixedExampleFlow(problem, moments: moments)
    flow.advance(to: 20_000)
    #expect(flow.trainingRisk < 1e-6)
    #expect(flow.risk > 0.5 * problem.trivialRisk)
    #expect(throws: TheoryError.self) { try S3Samples.share(problem: problem, examples: 3) }
  }

  @Test("the law is one half without a signal, and rises with examples and with the start's logit")
  func law() throws {
    let problem = try Problem(tokens: 64, dimension: 2, sparsity: 2)
    // Phi(sqrt(4 * 29 / 62)) = Phi(1.367833...).
    #expect(abs(try S3Samples.share(problem: problem, examples: 32) - 0.91432) <= 2e-5)
    let far = try S3Samples.share(problem: problem, examples: 32, logit: -30)
    #expect(abs(far - 0.5) <= 1e-9)
    var last = 0.5
    for examples in 4..<40 {
      let share = try S3Samples.share(problem: problem, examples: examples, logit: 0.5)
      #expect(share > last)
      last = share
    }
  }

  @Test("sizes that do not fit, thin data and untrained layers do not verify")
  func refused() throws {
    #expect(throws: TheoryError.self) {
      try ExampleMoments(dimension: 2, insideMeans: Self.inside, outsideMeans: [[1, 2]])
    }
    let predicate = S3SamplesPredicate(
      try Problem(tokens: 16, dimension: 2, sparsity: 2), examples: 8)
    #expect(predicate.judge(learnt: Measured(estimate: 0, lower: 0, upper: 0.1, falseAlarm: 0)).isRefuted)
    #expect(!predicate.judge(learnt: Measured(estimate: 1, lower: 0.4, upper: 1, falseAlarm: 0)).isVerified)
    #expect(!predicate.judge(following: 0, of: 0).isVerified)
    #expect(try predicate.judge(meanShare: 1, standardError: 0).isRefuted)
    #expect(try !predicate.judge(meanShare: .nan, standardError: 0).isVerified)
    #expect(try !predicate.judge(meanShare: 0.2, standardError: 1).isVerified)
    let few = S3SamplesPredicate(predicate.problem, examples: 2)
    #expect(try few.judge(meanShareOfFew: 2, standardError: 0.1).isVerified)
    #expect(try few.judge(meanShareOfFew: 0.2, standardError: 0.1).isRefuted)
    #expect(try !few.judge(meanShareOfFew: 1, standardError: 0).isVerified)
    #expect(try !predicate.judge(meanShareOfFew: 2, standardError: 0.1).isVerified)
    let thin = Measured(estimate: 0.8, lower: 0.5, upper: 1, falseAlarm: 0)
    #expect(!predicate.judge(flows: thin, law: 0.8).isVerified)
  }
}
