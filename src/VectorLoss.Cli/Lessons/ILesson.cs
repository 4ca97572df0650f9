namespace VectorLoss.Cli.Lessons;

/// <summary>A claim about loss functions as an experiment: it runs, shows its figures and checks itself.</summary>
internal interface ILesson
{
    /// <summary>The name on the command line, in kebab case; its texts and its page are called the same.</summary>
    string Name { get; }

    /// <summary>Runs the experiment and writes down what it found.</summary>
    void Run(Notebook note);
}
