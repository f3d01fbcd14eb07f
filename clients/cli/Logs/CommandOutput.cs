namespace Fanout.Cli.Logs;

/// <summary>Where a command writes: results to one place, progress and complaints to another.</summary>
internal sealed class CommandOutput
{
    public CommandOutput()
        : this(Console.Out, Console.Error, isTerminal: !Console.IsErrorRedirected)
    {
    }

    /// <param name="results">What a script reads.</param>
    /// <param name="notes">What only a person reads.</param>
    /// <param name="isTerminal">Whether somebody looks at the notes as they come.</param>
    public CommandOutput(TextWriter results, TextWriter notes, bool isTerminal) =>
        (Results, Notes, IsTerminal) = (results, notes, isTerminal);

    public TextWriter Results { get; }

    public TextWriter Notes { get; }

    public bool IsTerminal { get; }
}
