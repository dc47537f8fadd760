import Testing
import Theory

@testable import Sim

@Suite("Activation")
struct ActivationTests {
  /// Cancellation in 1 - 2/(e^2x + 1) leaves the absolute error of one rounding of numbers near 1, that of the
  /// logistic function is a few roundings.
  @Test("values and derivatives equal the formulas in scalar arithmetic")
  func formulas() {
    let numbers = (0...2001).map { (k: Int) -> Double in -25 + 50 * Double(k) / 2001 }
    let double = (
      gelu: applied(ActivationFunctions.gelu, numbers), tanh: applied(ActivationFunctions.tanh, numbers)
    )
    let floats = numbers.map { Float($0) }
    let single = (
      gelu: applied(ActivationFunctions.gelu, floats), tanh: applied(ActivationFunctions.tanh, floats)
    )
    for (index, x) in numbers.enumerated() {
      let exact = (gelu: gelu(x), tanh: tanh(x))
      #expect(abs(double.gelu.values[index] - exact.gelu.value) <= 1e-15 * max(1, abs(x)))
      #expect(abs(double.gelu.slopes[index] - exact.gelu.slope) <= 1e-14)
      #expect(abs(double.tanh.values[index] - exact.tanh.value) <= 1e-15)
      #expect(abs(double.tanh.slopes[index] - exact.tanh.slope) <= 1e-15)
      let rounded = Double(floats[index])
      let near = (gelu: gelu(rounded), tanh: tanh(rounded))
      #expect(abs(Double(single.gelu.values[index]) - near.gelu.value) <= 5e-7 * max(1, abs(x)))
      #expect(abs(Double(single.gelu.slopes[index]) - near.gelu.slope) <= 5e-6)
      #expect(abs(Double(single.tanh.values[index]) - near.tanh.value) <= 5e-7)
      #expect(abs(Double(single.tanh.slopes[index]) - near.tanh.slope) <= 5e-7)
    }
  }

  /// The error of a central difference with h = 1e-4 is h^2/6 times the third derivative, which is below 4.
  @Test("the derivatives equal central differences")
  func differences() {
    let numbers = (0...400).map { (k: Int) -> Double in -8 + 16 * Double(k) / 400 }
    for function in [ActivationFunctions.gelu, ActivationFunctions.tanh] as [Function<Double>] {
      let above = applied(function, numbers.map { $0 + 1e-4 }).values
      let below = applied(function, numbers.map { $0 - 1e-4 }).values
      let slopes = applied(function, numbers).slopes
      for index in numbers.indices {
        #expect(abs((above[index] - below[index]) / 2e-4 - slopes[index]) <= 1e-8)
      }
    }
  }

  @Test("GELU is x Phi(x) to 5e-4, at figures of the exact one")
  func exactGELU() {
    let exact = [(-2.0, -0.045_500_263_896_358), (-0.5, -0.154_268_769_363_3), (1.0, 0.841_344_746_068_543)]
    for (x, value) in exact { #expect(abs(gelu(x).value - value) <= 5e-4) }
  }

  @Test("ends, and what is not a number")
  func ends() {
    let numbers: [Float] = [-1e30, 1e30, -100, 100, 0, .nan]
    let gelu = applied(ActivationFunctions.gelu, numbers)
    #expect(abs(gelu.values[0]) <= 1e-7 && gelu.values[1] == 1e30 && abs(gelu.values[2]) <= 1e-30)
    #expect(gelu.values[3] == 100 && gelu.values[4] == 0 && gelu.values[5].isNaN)
    #expect(gelu.slopes[1] == 1 && gelu.slopes[4] == 0.5 && abs(gelu.slopes[0]) <= 1e-30)
    let tanh = applied(ActivationFunctions.tanh, numbers)
    #expect(tanh.values[..<5] == [-1, 1, -1, 1, 0] && tanh.values[5].isNaN)
    #expect(tanh.slopes[..<5] == [0, 0, 0, 0, 1])
  }

  @Test("a number's result does not depend on its place")
  func places() {
    let numbers = (0..<37).map { Float($0) / 7 - 2.5 }
    for function in [ActivationFunctions.gelu, ActivationFunctions.tanh] as [Function<Float>] {
      let all = applied(function, numbers)
      for start in [1, 5, 30] {
        let part = applied(function, Array(numbers[start...]))
        #expect(part.values == Array(all.values[start...]) && part.slopes == Array(all.slopes[start...]))
      }
    }
  }

  // MARK: - Fixtures

  private typealias Function<Scalar> = (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int) ->
    Void

  private func applied<Scalar: NetworkScalar>(_ function: Function<Scalar>, _ numbers: [Scalar])
    -> (values: [Scalar], slopes: [Scalar])
  {
    var values = numbers
    var slopes = [Scalar](repeating: 0, count: numbers.count)
    values.withUnsafeMutableBufferPointer { values in
      slopes.withUnsafeMutableBufferPointer { slopes in
        if let first = values.baseAddress, let slope = slopes.baseAddress {
          function(first, slope, values.count)
        }
      }
    }
    return (values, slopes)
  }

  private func gelu(_ x: Double) -> (value: Double, slope: Double) {
    let steepness = 2 * (2 / Double.pi).squareRoot()
    let share = 1 / (1 + Elementary.exp(-steepness * (x + 0.044715 * x * x * x)))
    let slope = steepness * (1 + 3 * 0.044715 * x * x)
    return (x * share, share + x * share * (1 - share) * slope)
  }

  private func tanh(_ x: Double) -> (value: Double, slope: Double) {
    let small = Elementary.expm1(-2 * abs(x))
    let value = (x < 0 ? 1 : -1) * small / (2 + small)
    return (value, 1 - value * value)
  }
}
