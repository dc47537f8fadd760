import Sim
import Testing
import Theory

/// The power that D7's spreads state, by simulation.
@Suite struct SpreadPowerTests {
  /// A variance larger by the violation that is stated as detected is refuted with probability 0.99: of 400 repetitions at
  /// least 385 (a binomial variable of 0.99 is below with probability 1e-6), and a true one in none.
  @Test("a variance that is too large by the detectable share is refuted")
  func power() throws {
    let (samples, directions, repetitions) = (200, 3, 400)
    let law = SpreadLaw(directions: directions, samples: samples, slack: 0.05)
    var stream = RandomStream(
      try StreamAddress(baseSeed: 1, name: "test spread power", repetition: 0, purpose: .check), step: 0)
    var normals = [Float](repeating: 0, count: samples * directions)
    var (refuted, alarms) = (0, 0)
    for _ in 0..<repetitions {
      normals.withUnsafeMutableBufferPointer { stream.fillNormals($0) }
      let ratio = normals.reduce(0) { $0 + Double($1) * Double($1) } / Double(normals.count)
      if law.judge(ratio: (1 + law.detectable) * ratio, "").isRefuted { refuted += 1 }
      if !law.judge(ratio: ratio, "").isVerified { alarms += 1 }
    }
    #expect(refuted >= 385 && alarms == 0, "\(refuted) refuted, \(alarms) alarms")
  }
}
