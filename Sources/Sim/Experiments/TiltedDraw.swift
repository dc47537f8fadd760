import Theory

/// A bound of one quantity over an interval of logits, linear between its ends.
struct LinearBound {
  let low: Double
  let high: Double

  /// A bound that starts at a value and changes by an amount; where it ends beyond a limit, a constant that always holds.
  init(from value: Double, change: Double, limits: ClosedRange<Double>, otherwise constant: Double) {
    let end = value + change
    let usable = limits.contains(end)
    low = usable ? min(max(value, limits.lowerBound), limits.upperBound) : constant
    high = usable ? end : constant
  }

  init(constant: Double) {
    low = constant
    high = constant
  }
}

/// Bounds of delta and M over an interval of logits, for one draw.
struct LogitBounds {
  let leastOff: LinearBound
  let greatestOff: LinearBound
  let miss: LinearBound
}

/// Attention and its tilted means at one logit, for one draw.
struct Tilt {
  /// The sums of the weights over y and off it.
  let on: Double
  let off: Double
  /// ||s||^2.
  let square: Double
  /// The mean score under the weights over y, off it, over all, and over all under their squares.
  let meanOn: Double
  let meanOff: Double
  let mean: Double
  let meanOfSquares: Double
  /// M.
  let miss: Double

  var mass: Double { on / (on + off) }
  var massOff: Double { off / (on + off) }

  /// Bounds between this logit and another one, a step above.
  func bounds(to next: Tilt, step: Double, sparsity: Int) -> LogitBounds {
    // The slope of ln(delta/P) lies between these.
    let (low, high) = (meanOff - next.meanOn, next.meanOff - meanOn)
    var masses = min(mass, next.mass)...max(mass, next.mass)
    if low < 0 && high > 0 {
      let greatest = min(moved(step * low), next.moved(-step * high))
      let least = max(moved(step * high), next.moved(-step * low))
      masses = min(least, masses.lowerBound)...max(greatest, masses.upperBound)
    }
    // The slope of delta is P delta times that of ln(delta/P).
    let (a, b) = (masses.lowerBound * (1 - masses.lowerBound), masses.upperBound * (1 - masses.upperBound))
    let most = masses.contains(0.5) ? 0.25 : max(a, b)
    let falling = low * (low < 0 ? most : min(a, b))
    let rising = high * (high > 0 ? most : min(a, b))
    let squareSlope = 2 * square * max(0, meanOfSquares - next.mean)
    let top = Double(sparsity + 1)
    return LogitBounds(
      leastOff: LinearBound(from: massOff, change: step * falling, limits: -1...1, otherwise: 0),
      greatestOff: LinearBound(from: massOff, change: step * rising, limits: 0...2, otherwise: 1),
      miss: LinearBound(
        from: max(0, miss), change: step * (Double(sparsity) * squareSlope + 2 * falling),
        limits: -1...top, otherwise: 0))
  }

  /// P where ln(delta/P) is changed by an amount.
  private func moved(_ change: Double) -> Double { on / (on + off * Elementary.exp(change)) }
}

/// The weights e^{C (score - top)} of one draw, from C = 0 upward.
struct TiltedDraw {
  private let sparsity: Int
  private var scores: [Double]
  private var inside: [Bool]
  private var weights: [Double]
  private var factors: [Double]
  private var step = 0.0
  private var top = 0.0
  private var leastOn = 0.0
  private var greatestOn = 0.0
  /// Attention at the present logit.
  private(set) var tilt: Tilt

  init(tokens: Int, sparsity: Int) {
    self.sparsity = sparsity
    scores = [Double](repeating: 0, count: tokens)
    inside = [Bool](repeating: false, count: tokens)
    weights = [Double](repeating: 1, count: tokens)
    factors = weights
    tilt = Tilt(
      on: 1, off: 1, square: 1, meanOn: 0, meanOff: 0, mean: 0, meanOfSquares: 0, miss: 0)
  }

  /// Starts at C = 0.
  mutating func load(scores new: UnsafePointer<Double>, subset: UnsafePointer<Int>) {
    for t in scores.indices {
      scores[t] = new[t]
      inside[t] = false
      weights[t] = 1
    }
    (leastOn, greatestOn) = (.infinity, -.infinity)
    for place in 0..<sparsity {
      inside[subset[place]] = true
      leastOn = min(leastOn, new[subset[place]])
      greatestOn = max(greatestOn, new[subset[place]])
    }
    top = scores.max() ?? 0
    step = 0
    measure()
  }

  /// Raises C by a step.
  mutating func advance(_ by: Double) {
    if by != step {
      step = by
      for t in scores.indices { factors[t] = Elementary.exp(by * (scores[t] - top)) }
    }
    for t in weights.indices { weights[t] *= factors[t] }
    measure()
  }

  /// Bounds for C <= 0, at C = 0: ||s||^2 >= 1/T, and P <= q/T where the mean score outside is below all of y.
  var negative: LogitBounds {
    let greatest = tilt.meanOff <= leastOn ? tilt.mass : 1
    return open(greatest, square: 1 / Double(scores.count))
  }

  /// Bounds above the present C: ||s||^2 grows, and P falls where the mean score outside is above all of y.
  var beyond: LogitBounds {
    open(tilt.meanOff >= greatestOn ? tilt.mass : 1, square: tilt.square)
  }

  private func open(_ mass: Double, square: Double) -> LogitBounds {
    LogitBounds(
      leastOff: LinearBound(constant: 1 - mass), greatestOff: LinearBound(constant: 1),
      miss: LinearBound(constant: max(0, Double(sparsity) * square + 1 - 2 * mass)))
  }

  private mutating func measure() {
    var (on, off, onScore, offScore, squares, squareScore) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for t in scores.indices {
      let weight = weights[t]
      let product = weight * scores[t]
      if inside[t] {
        on += weight
        onScore += product
      } else {
        off += weight
        offScore += product
      }
      squares += weight * weight
      squareScore += weight * product
    }
    let total = on + off
    // Far tails: all weights of one side may underflow; its mean score is then its largest.
    let meanOn = on > 0 ? onScore / on : greatestOn
    let square = squares / (total * total)
    tilt = Tilt(
      on: on, off: off, square: square, meanOn: meanOn, meanOff: off > 0 ? offScore / off : offTop,
      mean: (onScore + offScore) / total, meanOfSquares: squareScore / squares,
      miss: Double(sparsity) * square + 1 - 2 * on / total)
  }

  private var offTop: Double {
    var largest = -Double.infinity
    for t in scores.indices where !inside[t] { largest = max(largest, scores[t]) }
    return largest
  }
}
