using System.Numerics;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>A table of the user and the columns to be learned.</summary>
internal sealed class TableTask(TableData data) : TrainTask
{
    public override IReadOnlyList<(string Key, string Value)> Notes => [(Preparation.Key, data.Preparation.ToJson())];

    public override string Sample => "row";

    public override IReadOnlyList<string> Classes => data.Preparation.Classes;

    public override string Scored => data.Scored;

    public override IReadOnlyList<(string Name, double Value)> Score<T>(Mlp<T> net) => data.Score(net);
}
