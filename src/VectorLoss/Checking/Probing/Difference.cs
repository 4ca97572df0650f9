namespace VectorLoss.Checking;

/// <summary>Which quotient stands for the derivative.</summary>
public enum Difference
{
    /// <summary>(f(x + h) − f(x − h)) / 2h: error of order h² · f‴, plus the rounding of f divided by h.</summary>
    Central,

    /// <summary>(f(x + h) − f(x)) / h: error of order h · f″, plus the rounding of f divided by h; half the
    /// evaluations.</summary>
    Forward,

    /// <summary>(f(x) − f(x − h)) / h: as forward, from the other side.</summary>
    Backward,

    /// <summary>(8(f(x + h) − f(x − h)) − (f(x + 2h) − f(x − 2h))) / 12h: error of order h⁴; twice the evaluations of
    /// central.</summary>
    FivePoint,
}
