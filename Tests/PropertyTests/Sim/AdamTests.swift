import Sim
import Testing
import Theory

@Suite("Adam and CosineSchedule")
struct AdamTests {
  /// Each of 20 steps moves a number below 4 by 0.01 or so, right to a few 2^-24, and rounds it: 20 times
  /// 2^-23 and less is below 3e-6 at worst, a tenth of that as roundings go both ways.
  @Test("equals the published formulas in double precision")
  func formula() throws {
    var stream = RandomStream(
      try StreamAddress(baseSeed: 1, name: "test 0/2", repetition: 0, purpose: .check), step: 0)
    let count = 37
    var parameters = (0..<count).map { _ in Float(stream.normal()) }
    var expected = parameters.map(Double.init)
    var first = [Double](repeating: 0, count: count)
    var second = first
    var power1 = 1.0
    var power2 = 1.0
    var adam = Adam(parameterCount: count)
    for step in 1...20 {
      let gradient = (0..<count).map { index in index == 3 ? 0 : Float(stream.normal()) }
      let stepSize = 0.01 / Double(step)
      adam.step(&parameters, gradient: gradient, stepSize: stepSize)
      power1 *= 0.9
      power2 *= 0.999
      for index in 0..<count {
        let g = Double(gradient[index])
        first[index] = 0.9 * first[index] + 0.1 * g
        second[index] = 0.999 * second[index] + 0.001 * g * g
        let root = (second[index] / (1 - power2)).squareRoot() + 1e-8
        expected[index] -= stepSize * first[index] / (1 - power1) / root
      }
    }
    for index in 0..<count { #expect(abs(Double(parameters[index]) - expected[index]) <= 1e-6) }
  }

  @Test("the first step moves each parameter by the step size against its gradient's sign")
  func firstStep() {
    var parameters: [Float] = [1, 1, 1]
    var adam = Adam(parameterCount: 3)
    adam.step(&parameters, gradient: [5, -0.25, 0], stepSize: 0.125)
    #expect(abs(parameters[0] - 0.875) <= 1e-6)
    #expect(abs(parameters[1] - 1.125) <= 1e-6)
    #expect(parameters[2] == 1)
  }

  @Test("the cosine schedule starts at the step size, halves it halfway, ends at 0 and falls in between")
  func schedule() throws {
    let schedule = try CosineSchedule(initialStepSize: 0.002, steps: 8000)
    #expect(schedule.stepSize(at: 0) == 0.002)
    #expect(abs(schedule.stepSize(at: 4000) - 0.001) <= 1e-18)
    #expect(abs(schedule.stepSize(at: 8000)) <= 1e-18)
    #expect(schedule.stepSize(at: 9000) == schedule.stepSize(at: 8000))
    #expect(schedule.stepSize(at: 7999) > 0)
    for step in stride(from: 0, to: 8000, by: 100) {
      #expect(schedule.stepSize(at: step) > schedule.stepSize(at: step + 100))
    }
    #expect(throws: TheoryError.self) { try CosineSchedule(initialStepSize: .nan, steps: 1) }
    #expect(throws: TheoryError.self) { try CosineSchedule(initialStepSize: 1, steps: 0) }
  }
}
