namespace VectorLoss.Cli.Tables;

/// <summary>What the targets of a table are.</summary>
internal enum TargetKind
{
    /// <summary>One number or several.</summary>
    Numbers,

    /// <summary>One class of several.</summary>
    Classes,

    /// <summary>Yes or no, for one label or several.</summary>
    Flags,
}
