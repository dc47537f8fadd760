import Testing
import Theory

/// The normal tail and its squared excess against 40-digit figures of an independent program.
@Suite struct GaussianTailTests {
  @Test(arguments: [
    (0, 0.5, 1.0),
    (0.1, 0.46017216272297102, 0.8501572592049991),
    (0.4999, 0.30857274613878263, 0.41935764484461376),
    (0.5, 0.3085375387259869, 0.41927852005066776),
    (1, 0.15865525393145705, 0.15067956668754151),
    (2, 0.022750131948179207, 0.011537453429039864),
    (5, 2.8665157187919391e-7, 3.8686590375106328e-8),
    (8, 6.2209605742717841e-16, 3.6150128942916999e-17),
    (10, 7.6198530241605261e-24, 2.9058553914239606e-25),
    (20, 2.7536241186062337e-89, 2.7198258294147618e-91),
    (37, 5.7255712225245768e-300, 1.6668435258855447e-302),
  ])
  func `tail and squared excess to fourteen digits`(x: Double, tail: Double, excess: Double) throws {
    #expect(abs(try GaussianTail.upper(x) / tail - 1) <= 1e-14)
    #expect(abs(try GaussianTail.squaredExcess(over: x) / excess - 1) <= 1e-14)
  }

  @Test func `the lower tail is the rest`() throws {
    #expect(try GaussianTail.upper(-3) == 1 - GaussianTail.upper(3))
    #expect(abs(try GaussianTail.upper(-3) - 0.99865010196836991) <= 1e-15)
    #expect(try GaussianTail.upper(1e200) == 0)
    #expect(GaussianTail.density(1e200) == 0 && GaussianTail.density(.nan).isNaN)
    #expect(throws: TheoryError.self) { try GaussianTail.upper(.nan) }
    #expect(throws: TheoryError.self) { try GaussianTail.squaredExcess(over: -1) }
    #expect(throws: TheoryError.self) { try GaussianTail.squaredExcess(over: .infinity) }
  }

  @Test func `tail and squared excess fall across the change of method`() throws {
    var last = (1.0, 2.0)
    for step in 0...4000 {
      let x = Double(step) / 400
      let now = (try GaussianTail.upper(x), try GaussianTail.squaredExcess(over: x))
      #expect(now.0 < last.0 && now.1 < last.1, "x = \(x)")
      last = now
    }
  }
}
