namespace VectorLoss.Data;

/// <summary>
/// Draws soft round-ended lines into a square of ink from 0 to 1; where lines cross, the darker one wins.
/// </summary>
/// <param name="ink">Side × Side values.</param>
/// <param name="radius">Half the width of a line at pressure 1, in pixels.</param>
/// <param name="softness">Pixels over which the edge fades from 1 to 0.</param>
internal sealed class InkPen(double[] ink, double radius, double softness)
{
    private const int Side = GeneratedDigits.Side;

    internal void Draw((double X, double Y) from, (double X, double Y) to, double pressure)
    {
        double half = radius * pressure;
        double reach = half + softness;
        (int firstRow, int lastRow) = Touched(from.Y, to.Y, reach);
        (int firstColumn, int lastColumn) = Touched(from.X, to.X, reach);
        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                double cover = 0.5 + ((half - Distance(column + 0.5, row + 0.5, from, to)) / softness);
                ref double pixel = ref ink[(row * Side) + column];
                pixel = Math.Max(pixel, Math.Min(cover, 1.0));
            }
        }
    }

    private static (int First, int Last) Touched(double a, double b, double reach)
    {
        double low = Math.Clamp(Math.Min(a, b) - reach, 0, Side - 1);
        double high = Math.Clamp(Math.Max(a, b) + reach, 0, Side - 1);
        return ((int)low, (int)high);
    }

    private static double Distance(double x, double y, (double X, double Y) from, (double X, double Y) to)
    {
        (double alongX, double alongY) = (to.X - from.X, to.Y - from.Y);
        (double pointX, double pointY) = (x - from.X, y - from.Y);
        double length = (alongX * alongX) + (alongY * alongY);
        double t = length > 0 ? Math.Clamp(((pointX * alongX) + (pointY * alongY)) / length, 0.0, 1.0) : 0.0;
        (double missX, double missY) = (pointX - (t * alongX), pointY - (t * alongY));
        return Math.Sqrt((missX * missX) + (missY * missY));
    }
}
