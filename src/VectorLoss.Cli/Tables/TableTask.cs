using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>A table of the user and the columns to be learned.</summary>
/// <param name="data">The table.</param>
/// <param name="test">The test rows; null where there are none.</param>
internal sealed class TableTask(TableData data, Dataset? test) : TrainTask
{
    public override IReadOnlyList<(string Key, string Value)> Notes
        => [(PreparationNotes.Key, PreparationNotes.Of(data.Preparation))];

    public override string Sample => "row";

    public override IReadOnlyList<string> Classes => data.Preparation.Classes;

    public override string Watches => data.Watches;

    public override Dataset? Test => test;

    public override string Scored => data.Scored;

    public override IReadOnlyList<(string Name, double Value)> Score<T>(Mlp<T> net) => data.Score(net);
}
