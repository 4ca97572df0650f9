namespace VectorLoss.Checking;

/// <summary>A function at one step to both sides of a point.</summary>
/// <param name="Up">How far the point really moved upwards.</param>
/// <param name="Down">How far it really moved downwards, above 0.</param>
/// <param name="Above">The value there.</param>
/// <param name="Below">The value on the other side.</param>
internal readonly record struct Rung(double Up, double Down, double Above, double Below)
{
    /// <summary>The step.</summary>
    public double Step => (Up + Down) / 2;

    /// <summary>The larger of both values in size, of those that are finite.</summary>
    public double Largest => Math.Max(double.IsFinite(Above) ? Math.Abs(Above) : 0,
        double.IsFinite(Below) ? Math.Abs(Below) : 0);

    /// <summary>The central difference quotient.</summary>
    public double Central => (Above - Below) / (Up + Down);

    /// <summary>The quotient to the right of a point with this value.</summary>
    public double Right(double here) => (Above - here) / Up;

    /// <summary>The quotient to the left of a point with this value.</summary>
    public double Left(double here) => (here - Below) / Down;

    /// <summary>How much steeper the right side is than the left.</summary>
    public double Bend(double here) => Right(here) - Left(here);

    /// <summary>The smaller of both moves away from this value, of those that are some; infinite where none
    /// is.</summary>
    public double LeastMove(double here)
    {
        double above = Math.Abs(Above - here), below = Math.Abs(Below - here);
        return Math.Min(above > 0 ? above : double.PositiveInfinity, below > 0 ? below : double.PositiveInfinity);
    }

    /// <summary>Whether the values lie about as far above this one as below it.</summary>
    public bool IsOpposite(double here)
    {
        const double Most = 4;
        return (Above - here) / (here - Below) is > 1 / Most and < Most;
    }

    /// <summary>Whether both values are this one; NaN is none.</summary>
    public bool IsStill(double here) => Above == here && Below == here;
}
