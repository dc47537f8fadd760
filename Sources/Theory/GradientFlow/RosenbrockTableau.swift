/// The Rosenbrock method RODAS3: order 3 with an embedded formula of order 2, four stages, L-stable, stiffly accurate.
///
/// For y' = f(y), J = df/dy and a step h the stages solve `(2/h I - J) K_i = f(y + sum_j a_ij K_j) + sum_j c_ij K_j / h`
/// with, row by row,
/// ```
/// a: 0;  0;  2, 0;  2, 0, 1          c: 0;  4;  1, -1;  1, -1, -8/3
/// ```
/// The step is `2 K_1 + K_3 + K_4`, and K_4 alone estimates its error. One matrix serves all stages, no equation has to be
/// solved by iteration, and a step may be as long as the accuracy of the slow motion allows, however stiff the fast one.
///
/// Source: Sandu, Verwer, Blom, Spee, Carmichael and Potra, Atmospheric Environment 31 (1997) 3459.
public enum RosenbrockTableau {
  /// The factor of I/h in the stages' matrix.
  public static let diagonal = 2.0
  /// The last of the stages' coefficients, c_43.
  public static let last = -8.0 / 3
}
