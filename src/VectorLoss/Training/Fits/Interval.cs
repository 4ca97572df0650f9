using static VectorLoss.Training.WolfeSearch;

namespace VectorLoss.Training;

/// <summary>
/// The interval of a line search: the best step, and another beyond which the function need not be looked at. Section 4
/// of Moré and Thuente. The other may lie beyond the domain of the function; then it has no numbers.
/// </summary>
internal static class Interval
{
    /// <summary>Takes a new point in and gives the next step to try.</summary>
    public static double Next(
        ref Point best, ref Point other, Point at, ref bool isBracketed, double low, double high)
    {
        bool turns = at.Slope * Math.Sign(best.Slope) < 0;
        double next;
        if (at.Value > best.Value)
        {
            double cubic = Cubic(best, at);
            double parabola = best.Step + (best.Slope / (((best.Value - at.Value) / (at.Step - best.Step)) + best.Slope)
                / 2 * (at.Step - best.Step));
            next = Math.Abs(cubic - best.Step) < Math.Abs(parabola - best.Step) ? cubic : (cubic + parabola) / 2;
            isBracketed = true;
        }
        else if (turns)
        {
            double cubic = Cubic(best, at), secant = Secant(best, at);
            next = Math.Abs(cubic - at.Step) > Math.Abs(secant - at.Step) ? cubic : secant;
            isBracketed = true;
        }
        else if (Math.Abs(at.Slope) < Math.Abs(best.Slope))
        {
            next = Flattening(best, other, at, isBracketed, low, high);
        }
        else
        {
            next = isBracketed ? Cubic(at, other) : at.Step > best.Step ? high : low;
        }
        if (at.Value > best.Value)
        {
            other = at;
        }
        else
        {
            other = turns ? best : other;
            best = at;
        }
        // Of an end without numbers, and of numbers that overflow, only the middle is known.
        return double.IsFinite(next) ? next : isBracketed ? best.Step + ((other.Step - best.Step) / 2) : high;
    }

    // The slope falls but keeps its sign: the cubic counts only if it tends to a minimum beyond the new step.
    private static double Flattening(Point best, Point other, Point at, bool isBracketed, double low, double high)
    {
        double theta = (3 * (best.Value - at.Value) / (at.Step - best.Step)) + best.Slope + at.Slope;
        double unit = Math.Max(Math.Abs(theta), Math.Max(Math.Abs(best.Slope), Math.Abs(at.Slope)));
        double inside = Math.Max(0, Square(theta / unit) - (best.Slope / unit * (at.Slope / unit)));
        double gamma = unit * Math.Sqrt(inside) * (at.Step > best.Step ? -1 : 1);
        double p = gamma - at.Slope + theta, q = gamma + (best.Slope - at.Slope) + gamma, part = p / q;
        double cubic = part < 0 && gamma != 0 ? at.Step + (part * (best.Step - at.Step))
            : at.Step > best.Step ? high : low;
        double secant = Secant(best, at);
        bool isNearer = Math.Abs(cubic - at.Step) < Math.Abs(secant - at.Step);
        if (!isBracketed)
            return Math.Clamp(isNearer ? secant : cubic, low, high);
        double next = isNearer ? cubic : secant, end = at.Step + (0.66 * (other.Step - at.Step));
        return at.Step > best.Step ? Math.Min(end, next) : Math.Max(end, next);
    }

    /// <summary>The minimum of the cubic through values and slopes of two points.</summary>
    private static double Cubic(Point a, Point b)
    {
        double theta = (3 * (a.Value - b.Value) / (b.Step - a.Step)) + a.Slope + b.Slope;
        double unit = Math.Max(Math.Abs(theta), Math.Max(Math.Abs(a.Slope), Math.Abs(b.Slope)));
        double inside = Math.Max(0, Square(theta / unit) - (a.Slope / unit * (b.Slope / unit)));
        double gamma = unit * Math.Sqrt(inside) * (b.Step < a.Step ? -1 : 1);
        double p = gamma - a.Slope + theta, q = gamma - a.Slope + gamma + b.Slope;
        return a.Step + (p / q * (b.Step - a.Step));
    }

    /// <summary>Where the line through two slopes is zero.</summary>
    private static double Secant(Point a, Point b)
        => b.Step + (b.Slope / (b.Slope - a.Slope) * (a.Step - b.Step));

    private static double Square(double x) => x * x;
}
