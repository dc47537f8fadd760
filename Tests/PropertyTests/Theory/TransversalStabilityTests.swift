import Testing
import Theory

@Suite struct TransversalStabilityTests {
  private func curvature(_ tokens: Int, _ dimension: Int, _ sparsity: Int, _ alpha: Double, _ logit: Double)
    throws -> TransversalCurvature
  {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    return TransversalCurvature(try AlignedWeights(problem: problem, alpha: alpha, logit: logit))
  }

  @Test("at zero: +-N/(T^2 (T-1)), 1/T and 0, as D13 has them")
  func zero() throws {
    for (tokens, dimension, sparsity, saddle) in [
      (4, 2, 1, 0.0625), (6, 2, 2, 0.0222222222), (8, 3, 3, 0.01116071429),
    ] {
      let here = try curvature(tokens, dimension, sparsity, 0, 0)
      #expect(abs(here.centered.leastEigenvalue + saddle) <= 1e-10)
      #expect(abs(here.centered.greatestEigenvalue - saddle) <= 1e-10)
      let stated = D13PositionOnlyPredicate.eigenvaluesAtZero(here.weights.problem)
      #expect(here.eigenvalues.count == stated.count)
      for (one, other) in zip(here.eigenvalues, stated) { #expect(abs(one - other) <= 1e-15) }
    }
  }

  @Test("the blocks are those of Isserlis' sums over all subsets, in double precision by other code")
  func blocks() throws {
    let cases: [(TransversalCurvature, [Double])] = [
      (
        try curvature(6, 2, 2, 0.7, 0.4),
        [
          0.1561091909211, -0.0111897367284, 0.001322587894663, 0.3902729773027, 0.192901425234,
          0.1666666666667,
        ]
      ),
      (
        try curvature(8, 1, 1, 1.3, 2.5),
        [0.1389146633975, 0.04670289913256, 0.04247928686927, 0.1389146633975, 0.0938673111862, 0.125]
      ),
      (
        try curvature(5, 3, 4, -0.5, -1),
        [0.06690328198248, 0.01176789381469, 0.01308284974439, 1.07045251172, -0.299067440409, 0.2]
      ),
    ]
    for (here, stated) in cases {
      let seen = [here.centered, here.uniform].flatMap { [$0.tokenKey, $0.mixed, $0.positionValue] }
      for (one, other) in zip(seen, stated) { #expect(abs(one - other) <= 1e-12) }
      for block in [here.centered, here.uniform] {
        let plain = TransversalCurvature.Block(
          tokenKey: block.tokenKey, mixed: block.mixed, positionValue: block.positionValue)
        #expect(abs(block.determinant - plain.determinant) <= 1e-14)
      }
    }
  }

  @Test("the saddle's end and the total amplification of three problems")
  func amplification() throws {
    for (tokens, dimension, sparsity, most, end) in [
      (6, 2, 2, 1.04990, 10.8648), (8, 1, 1, 1.07795, 30.7009), (20, 5, 3, 1.006254, 31.8988),
    ] {
      let flow = try TransversalFlow(
        try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity))
      let best = try flow.amplification(until: 300)
      #expect(abs(best.amplification - most) <= 1e-5)
      #expect(abs(try flow.saddleEnd() - end) <= 1e-3)
      // The most amplified start is lengthened by the amplification.
      let (key, value) = best.centered.mostAmplified
      let map = best.centered
      let (x, y) = (
        map.keyByKey * key + map.keyByValue * value, map.valueByKey * key + map.valueByValue * value
      )
      #expect(abs((x * x + y * y).squareRoot() - best.amplification) <= 1e-12)
    }
  }

  @Test("the most amplified deviation has length 1, no negative part in V_E and the largest singular value")
  func mostAmplified() {
    for (a, b) in [(2.0, 0.5), (0.5, 2), (1, 1)] {
      for (c, d) in [(0.7, 0.3), (-0.7, 0.3), (0.7, -0.3), (-0.7, -0.3), (0, 0)] {
        let map = TransversalMap(keyByKey: a, keyByValue: c, valueByKey: d, valueByValue: b)
        let (key, value) = map.mostAmplified
        #expect(abs(key * key + value * value - 1) <= 1e-12 && value >= 0, "\(map)")
        let image = (a * key + c * value, d * key + b * value)
        let length = (image.0 * image.0 + image.1 * image.1).squareRoot()
        #expect(abs(length - map.largestSingularValue) <= 1e-12, "\(map)")
      }
    }
  }

  @Test("from the stated state on no eigenvalue is negative, and one sign change leads there")
  func attracting() throws {
    for (tokens, dimension, sparsity) in [(2, 1, 1), (4, 5, 3), (7, 2, 2), (12, 20, 11), (12, 1, 5)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let times = (1...200).map { Elementary.expm1(0.1 * Double($0)) }
      var isSaddle = true
      for here in try TransversalFlow(problem).curvatures(at: times) {
        let weights = here.weights
        let lead =
          weights.massOnSubset / Double(sparsity) - weights.massOffSubset / Double(problem.tokensOutside)
        let attracts = here.centered.determinant > 0
        if Double(sparsity) * weights.alpha * lead >= TransversalCurvature.attractingFrom(problem) {
          #expect(attracts)
        }
        #expect(here.uniform.determinant > 0)
        if !isSaddle { #expect(attracts) }
        isSaddle = !attracts
      }
      #expect(!isSaddle)
    }
  }

  @Test("late, the least eigenvalue is the exponent over t for q = 1, and a constant for q = 2")
  func late() throws {
    for (tokens, dimension, exponent) in [(8, 1, 11.375), (5, 3, 76.0 / 15), (2, 2, 2.5)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: 1)
      #expect(abs((D16TransversalStability.lateExponent(problem) ?? 0) - exponent) <= 1e-12)
      let here = try TransversalFlow(problem).curvatures(at: [1e10])[0]
      #expect(abs(1e10 * here.centered.leastEigenvalue / exponent - 1) <= 1e-3)
      #expect(abs(1e10 * here.uniform.leastEigenvalue / exponent - 1) <= 1e-3)
    }
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    #expect(D16TransversalStability.lateExponent(problem) == nil)
    let here = try curvature(6, 2, 2, 1, 40)
    // l = q N/(T (T-1)) = 4/15; the determinants are l^2 (d+1)(q-1)/q^4 and (q/T)^2 (d+1)(q-1)/q^2.
    #expect(abs(here.centered.determinant - 16.0 / 225 * 3 / 16) <= 1e-12)
    #expect(abs(here.uniform.determinant - 1.0 / 12) <= 1e-12)
  }

  @Test("held attention stays a saddle; bad times throw")
  func held() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    let held = try TransversalFlow(problem, holdsAttention: true)
    #expect(try abs(held.propagators(at: [300])[0].amplification - 1.70066) <= 1e-4)
    #expect(throws: TheoryError.self) { try held.saddleEnd() }
    #expect(throws: TheoryError.self) { try held.propagators(at: [2, 1]) }
    #expect(throws: TheoryError.self) { try held.amplification(until: 0) }
  }

  @Test("predicates at their edges")
  func predicates() throws {
    typealias Predicate = D16TransversalStabilityPredicate
    #expect(Predicate.judge(leastBefore: -1e-3, leastAfter: 1e-3).isVerified)
    #expect(Predicate.judge(leastBefore: 1e-3, leastAfter: 2e-3).isRefuted)
    #expect(!Predicate.judge(leastBefore: -1e-9, leastAfter: 1e-3).isVerified)
    #expect(!Predicate.judge(leastBefore: .nan, leastAfter: 1e-3).isVerified)
    #expect(Predicate.judge(peak: 1, amplification: 1.2, fromWorst: false).isVerified)
    #expect(Predicate.judge(peak: 1, amplification: 1.2, fromWorst: true).isRefuted)
    #expect(Predicate.judge(peak: 1.3, amplification: 1.2, fromWorst: false).isRefuted)
    #expect(!Predicate.judge(end: .nan).isVerified)
    #expect(Predicate.judge(end: 1).isRefuted)
    #expect(!Predicate.judge(eigenvaluesAtZero: [], stated: []).isVerified)
  }
}
