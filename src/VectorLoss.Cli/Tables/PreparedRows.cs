using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>Rows of a table on their way into a net, and what comes back.</summary>
internal static class PreparedRows
{
    /// <summary>The data set of rows.</summary>
    public static Dataset Of<T>(Preparation preparation, Table table, int[] rows, Action<string>? warn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] inputs = InputsOf<T>(preparation, table, rows, warn);
        return preparation.Kind == TargetKind.Classes
            ? Dataset.OfLabels(inputs, preparation.LabelsOf(table, rows), preparation.Classes.Count)
            : Dataset.OfNumbers(inputs, preparation.NumbersOf<T>(table, rows), rows.Length);
    }

    /// <summary>What a net predicts, a row of numbers a row, in the units of the table.</summary>
    public static double[] Predict<T>(Preparation preparation, NetLoss loss, Mlp<T> net, Table table, int[] rows,
        Action<string>? warn) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Length == 0)
            return [];
        T[] inputs = InputsOf<T>(preparation, table, rows, warn);
        T[] outputs = Predictor<T>.Run(net, loss, Dataset.OfLabels(inputs, new int[rows.Length], 1));
        double[] numbers = [.. outputs.Select(double.CreateTruncating)];
        for (int i = 0; i < numbers.Length && preparation.Kind == TargetKind.Numbers; i++)
            numbers[i] = preparation.Targets[i % net.Outputs % preparation.Targets.Count].Unscale(numbers[i]);
        int[] odd = [.. Enumerable.Range(0, numbers.Length).Where(i => !double.IsFinite(numbers[i]))];
        if (odd.Length > 0)
        {
            warn?.Invoke($"{table.File}: {Plural.Of(odd.Length, "prediction")} overflowed and tell nothing, first in "
                + table.Place(rows[odd[0] / net.Outputs]));
        }
        return numbers;
    }

    private static T[] InputsOf<T>(Preparation preparation, Table table, int[] rows, Action<string>? warn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int Row, Column Column)? first = null;
        int count = 0;
        T[] inputs = preparation.InputsOf<T>(table, rows, (row, column) =>
        {
            first ??= (row, column);
            count++;
        });
        if (first is { } one)
        {
            warn?.Invoke($"{table.File}: {Plural.Of(count, "category", "categories")} that the training rows do not "
                + $"have count as none, first in {table.Place(one.Row)}, column '{Printable.Cut(one.Column.Name)}': "
                + $"'{Printable.Cut(one.Column.Text(one.Row)!)}'");
        }
        return inputs;
    }
}
