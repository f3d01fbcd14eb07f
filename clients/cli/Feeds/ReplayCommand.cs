using System.CommandLine;
using System.CommandLine.Parsing;
using Fanout.Cli.Editing;
using Fanout.Ingest.FeedControl;

namespace Fanout.Cli.Feeds;

/// <summary><c>fanout feed replay</c>: where a feed that is replayed from files is, and where it is to be.</summary>
internal sealed class ReplayCommand
{
    private readonly Argument<string> _feed = new("FEED") { Description = "Name of the feed" };
    private readonly Option<bool> _pause = new("--pause") { Description = "Have it stand still" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Let it go on" };

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "Recorded seconds in a real one, 0.1 to 10000; 0: as fast as it goes",
        HelpName = "N",
    };

    private readonly Option<string?> _seek = new("--seek")
    {
        Description = "Go on from this recorded time, e.g. 2018-07-15T15:45:00Z, or from this time after the beginning, e.g. 00:45:00",
        HelpName = "TIME",
    };

    private readonly ChangeOptions _change = new(isAlways: false);

    public static Command Create(ServerOptions server)
    {
        var replay = new ReplayCommand();
        var command = new Command("replay", "Show where a feed that is replayed from files is; pause it, change its speed, seek forward with the role editor")
        {
            replay._feed, replay._pause, replay._resume, replay._speed, replay._seek,
        };
        replay._change.AddTo(command);
        command.Validators.Add(replay.Check);
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(
            server, parsed, client => replay.RunAsync(client, parsed, cancellation), cancellation));
        return command;
    }

    private void Check(CommandResult command)
    {
        if (IsGiven(command, _pause) && IsGiven(command, _resume))
            command.AddError("--pause and --resume: one of them can be done");
        if (IsChange(command) && !_change.HasReason(command))
            command.AddError("Option '--reason' is required.");
        if (!IsChange(command) && _change.AnyIn(command))
            command.AddError("nothing is to be changed: --pause, --resume, --speed or --seek is needed");
    }

    private Task<int> RunAsync(EditorClient client, ParseResult parsed, CancellationToken cancellation)
    {
        var path = $"v1/feeds/{Uri.EscapeDataString(parsed.GetRequiredValue(_feed))}/replay";
        if (!IsChange(parsed.CommandResult))
            return ShowAsync(client, path, parsed, cancellation);
        var paused = parsed.GetValue(_pause) ? true : parsed.GetValue(_resume) ? false : (bool?)null;
        var speed = IsGiven(parsed.CommandResult, _speed) ? parsed.GetValue(_speed) : (double?)null;
        var order = new ReplayChangeOrder(paused, speed, parsed.GetValue(_seek), _change.Reason(parsed));
        return new Change<ReplayDecision>(path, "change", _ => order, ReplayText.Lines)
        {
            IsSoAlready = static preview => preview.Outcome == FeedText.Unchanged,
        }.MakeAsync(client, _change, parsed, cancellation);
    }

    private async Task<int> ShowAsync(EditorClient client, string path, ParseResult parsed, CancellationToken cancellation)
    {
        var (state, text) = await client.GetAsync<ReplayState>(path, cancellation);
        foreach (var line in parsed.GetValue(_change.Json) ? [text] : ReplayText.Lines(state))
            Console.WriteLine(line);
        return ExitCode.Done;
    }

    private bool IsChange(CommandResult command) =>
        IsGiven(command, _pause) || IsGiven(command, _resume) || IsGiven(command, _speed) || IsGiven(command, _seek);

    private static bool IsGiven(CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };
}
