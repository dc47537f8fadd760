/// Steps of a method of descent in double precision.
struct FixedExampleDescent {
  private let method: FixedExampleTraining.Method
  private let stepSize: Double
  private let firstToken: [Int]
  private var velocity: [Double]
  private var square: [Double]
  /// beta^k of Adam's two means after k steps.
  private var (firstPower, secondPower) = (1.0, 1.0)
  /// The product of the factors by which weight decay has shrunk a weight without gradient.
  private(set) var decay = 1.0

  /// `firstToken`: the places of the first layer's weights on the first token.
  init(_ method: FixedExampleTraining.Method, stepSize: Double, count: Int, firstToken: [Int]) {
    self.method = method
    self.firstToken = firstToken
    self.stepSize = stepSize
    velocity = [Double](repeating: 0, count: count)
    square = [Double](repeating: 0, count: count)
  }

  /// Moves the parameters against the gradient.
  mutating func step(_ parameters: inout [Double], _ gradient: [Double]) {
    switch method {
    case .gradientDescent, .miniBatches:
      for index in parameters.indices { parameters[index] -= stepSize * gradient[index] }
    case .momentum(let factor):
      for index in parameters.indices {
        velocity[index] = factor * velocity[index] + gradient[index]
        parameters[index] -= stepSize * velocity[index]
      }
    case .weightDecay(let rate):
      let keep = 1 - stepSize * rate
      decay *= keep
      for index in parameters.indices {
        parameters[index] = keep * parameters[index] - stepSize * gradient[index]
      }
    case .uneven(let factor):
      for index in parameters.indices { parameters[index] -= stepSize * gradient[index] }
      for index in firstToken { parameters[index] -= (factor - 1) * stepSize * gradient[index] }
    case .adam: adam(&parameters, gradient)
    }
  }

  private mutating func adam(_ parameters: inout [Double], _ gradient: [Double]) {
    (firstPower, secondPower) = (firstPower * 0.9, secondPower * 0.999)
    for index in parameters.indices {
      velocity[index] = 0.9 * velocity[index] + 0.1 * gradient[index]
      square[index] = 0.999 * square[index] + 0.001 * gradient[index] * gradient[index]
      let root = (square[index] / (1 - secondPower)).squareRoot()
      parameters[index] -= stepSize * (velocity[index] / (1 - firstPower)) / (root + 1e-8)
    }
  }
}
