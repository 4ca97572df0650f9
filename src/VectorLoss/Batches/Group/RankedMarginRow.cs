using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>The hinges of a row in the order of their size, each times what the Jaccard index loses by it.</summary>
internal static class RankedMarginRow
{
    [MethodImpl(Compiled.AtOnce)]
    public static double Run(in GroupRow row)
    {
        int count = row.First.Length;
        double members = 0, value = 0;
        for (int i = 0; i < count; i++)
        {
            bool isMember = row.Second[i] > 0.5;
            double error = isMember ? 1 - row.First[i] : 1 + row.First[i];
            if (double.IsNaN(error + row.Second[i]))
                return row.NotANumber();
            members += isMember ? 1 : 0;
            (row.Work[i], row.FirstSlopes[i]) = (error, 0);
        }
        row.OrderWork();
        JaccardSteps steps = new(members);
        for (int place = 0; place < count && row.Work[row.Order[place]] > 0; place++)
        {
            int at = row.Order[place];
            bool isMember = row.Second[at] > 0.5;
            double step = steps.Next(isMember ? 1 : 0);
            value += row.Work[at] * step;
            row.FirstSlopes[at] = isMember ? -step : step;
        }
        return value;
    }
}
