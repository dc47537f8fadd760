import Foundation
import Theory

extension PredicateEdges {
  /// D5's eight parts, each alone off what it is held to: T = 1000, d = 5, q = 3.
  static func phaseParts() throws -> [Edge] {
    let problem = try Problem(tokens: 1000, dimension: 5, sparsity: 3)
    let phases = try FlowPhases(FlowSystem(problem: problem, positions: .oneHot))
    let drive = 5.0 / 999
    let (half, peak) = (phases.time(logit: phases.halfLogit), phases.time(logit: phases.peakLogit))
    let slow = phases.slowTime(logit: phases.halfLogit)
    let early = 1 - exp(-1.0)
    let lag = 4.0 / 27 * drive * 997 / 3
    let halfLag = 2 * drive * 3 * 997 * 997 / 1e9
    let timeBand = 0.25 * 1000 * drive * 1000 / 3
    let peakBand = 2 * (0.25 * lag * lag + 1e-9)

    func judge(
      _ name: String, alphaAtT: Double = 1 - exp(-1.0), peakTime: Double? = nil, peakFall: Double = 0,
      halfTime: Double? = nil, halfAlpha: Double = 0, halfRisk: Double = 0, lateRisk: Double = 1
    ) throws -> Verdict {
      let peakState = stateText(1, alpha: phases.peakAlpha * (1 - peakFall))
      let halfState = stateText(
        halfTime ?? half, alpha: (1 + halfAlpha) * phases.halfAlpha, risk: (1 + halfRisk) * 0.005)
      let lateState = stateText(1e9, risk: lateRisk * 999 / 2e9)
      let numbers = json(["alphaAtT": alphaAtT, "peakLogitTime": peakTime ?? peak]).dropLast()
      let text = "\(numbers), \"peak\": \(peakState), \"half\": \(halfState), \"late\": \(lateState)}"
      let parts = D5PhasesPredicate(phases).judge(try decoded(PhaseObservation.self, text))
      return parts.first { $0.name == name }?.verdict ?? .undecided(reason: "no part \(name)")
    }
    return [
      .band(0.95 * slow...1.05 * slow, [slow: 1]) { try judge("half time, leading formula", halfTime: $0) },
      .band(half - timeBand...half + timeBand, [half: 1]) { try judge("half time", halfTime: $0) },
      .band(peak - timeBand...peak + timeBand, [peak: 1]) { try judge("time at the peak", peakTime: $0) },
      .band(0...peakBand, [0.5 * peakBand: 1]) { try judge("peak", peakFall: $0) },
      .band(early - 0.2 * drive...early + 0.2 * drive, [early: 1]) {
        try judge("alpha at t = T", alphaAtT: $0)
      },
      .band(-2 * halfLag - 1e-8...2 * halfLag + 1e-8, [0: 1]) {
        try judge("alpha at the half time", halfAlpha: $0)
      },
      .band(symmetric(2 * 997 / 3.0 * halfLag * halfLag + 1e-8), [0: 1]) {
        try judge("risk at the half time", halfRisk: $0)
      },
      .band(0.99...1.01, [1: 1]) { try judge("late risk", lateRisk: $0) },
    ]
  }

  /// The range -x...x.
  static func symmetric(_ reach: Double) -> ClosedRange<Double> { -reach...reach }
}
