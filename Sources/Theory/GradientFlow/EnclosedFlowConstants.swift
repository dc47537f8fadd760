/// The constants of the system D2 as intervals, and its Jacobian.
struct EnclosedFlowConstants: Sendable {
  /// q.
  let on: Interval
  /// N.
  let off: Interval
  /// d.
  let dimension: Interval
  /// 1/q.
  let perOn: Interval
  /// 1/N.
  let perOff: Interval
  /// d kappa.
  let rate: Interval
  /// q/N.
  let ratio: Interval

  init(_ system: FlowSystem) {
    let problem = system.problem
    on = Interval(problem.sparsity)
    off = Interval(problem.tokensOutside)
    dimension = Interval(problem.dimension)
    perOn = .one / on
    perOff = .one / off
    rate = dimension / Interval(system.positions.inverseRate(problem))
    ratio = on / off
  }

  /// d kappa/N, D15's K.
  var speed: Interval { rate * perOff }

  /// The partial derivatives of (alpha', delta') by (alpha, delta).
  struct Jacobian {
    let alphaByAlpha: Interval
    let alphaByOff: Interval
    let offByAlpha: Interval
    let offByOff: Interval
  }

  /// The Jacobian over a box.
  ///
  /// With `b = (1 - alpha P)/q + alpha delta/N`, `delta' = -d kappa alpha P^2 delta^2 b`.
  func jacobian(alpha: Interval, off delta: Interval) -> Jacobian {
    let on = Interval.one - delta
    let two = Interval(2)
    let product = on * delta
    let pull = (.one - alpha * on) * perOn + alpha * delta * perOff
    let decay = on.square * perOn + delta.square * perOff
    let byOff = (two * alpha * on - .one) * perOn - two * alpha * delta * perOff
    let offByAlpha = rate * product.square * (pull + alpha * (delta * perOff - on * perOn))
    let turning = two * product * (on - delta) * pull
    let offByOff = rate * alpha * (turning + product.square * alpha * (perOn + perOff))
    return Jacobian(
      alphaByAlpha: -decay, alphaByOff: byOff, offByAlpha: -offByAlpha, offByOff: -offByOff)
  }

  /// (1 - alpha P)/q + alpha delta/N, which with alpha has the sign of C'.
  func pull(alpha: Interval, off delta: Interval) -> Interval {
    (.one - alpha * (.one - delta)) * perOn + alpha * delta * perOff
  }

  /// alpha'.
  func alphaVelocity(alpha: Interval, off delta: Interval) -> Interval {
    let on = Interval.one - delta
    return on * ((.one - alpha * on) * perOn) - alpha * delta.square * perOff
  }
}
