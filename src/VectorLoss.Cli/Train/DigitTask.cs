namespace VectorLoss.Cli;

/// <summary>Images and their classes.</summary>
internal sealed class DigitTask : TrainTask
{
    public override string Sample => "image";
}
