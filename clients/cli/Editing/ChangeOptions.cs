using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fanout.Cli.Editing;

/// <summary>What every command understands that changes something: why, and whether it is really to be done.</summary>
internal sealed class ChangeOptions
{
    private const int ReasonLengthMax = 500;

    private readonly Option<string> _reason;

    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what it would change" };

    /// <param name="isAlways">Whether the command does nothing but change; otherwise it asks for a reason itself where it does.</param>
    public ChangeOptions(bool isAlways = true)
    {
        _reason = new Option<string>("--reason") { Description = "Why; stands in the log for good", HelpName = "TEXT", Required = isAlways };
        _reason.Validators.Add(static result =>
        {
            var text = result.GetValueOrDefault<string?>()?.Trim() ?? "";
            if (text.Length is 0 or > ReasonLengthMax)
                result.AddError($"--reason: {text.Length} characters, 1 to {ReasonLengthMax} are needed");
        });
    }

    public Option<bool> Json { get; } = EditorCommand.JsonOption();

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_yes);
        command.Options.Add(_dryRun);
        command.Options.Add(Json);
    }

    /// <summary>Whether any of them but <c>--json</c> is given.</summary>
    public bool AnyIn(CommandResult command) =>
        command.GetResult(_reason) is not null || command.GetResult(_yes) is { Implicit: false } || command.GetResult(_dryRun) is { Implicit: false };

    public bool HasReason(CommandResult command) => command.GetResult(_reason) is not null;

    public string Reason(ParseResult parsed) => parsed.GetRequiredValue(_reason).Trim();

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>
    /// Whether it is to be done: asked on a terminal, after the preview was shown; null where nobody can be asked.
    /// </summary>
    public bool? IsWanted(ParseResult parsed, string question)
    {
        if (parsed.GetValue(_yes))
            return true;
        if (Console.IsInputRedirected)
            return null;
        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
