using System.CommandLine;
using Fanout.Client.Reading;
using Fanout.Protocol.Json;

namespace Fanout.Cli.Matches;

/// <summary><c>fanout match list|show|watch</c>.</summary>
internal static class MatchCommands
{
    public static Command Create() => new("match", "Look at matches")
    {
        List(),
        Show(),
        Watch(),
    };

    private static Command List()
    {
        var server = new ServerOptions();
        var filter = new FilterOptions();
        var json = JsonOption();
        var command = new Command("list", "List matches, soonest first") { json };
        filter.AddTo(command);
        server.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = server.Read(parsed);
            return Attempt.RunAsync(options, async () =>
            {
                using var reader = new FanoutReader(options);
                var page = await reader.ListAsync(filter.Read(parsed), cancellation);
                if (parsed.GetValue(json))
                    Console.WriteLine(ProtoJson.ToText(page));
                else
                    MatchTable.Print(page, options.Time.GetUtcNow().ToUnixTimeMilliseconds());
                return ExitCode.Done;
            }, cancellation);
        });
        return command;
    }

    private static Command Show()
    {
        var server = new ServerOptions();
        var id = IdArgument();
        var json = JsonOption();
        var command = new Command("show", "Show all of one match") { id, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = server.Read(parsed);
            return Attempt.RunAsync(options, async () =>
            {
                using var reader = new FanoutReader(options);
                var match = parsed.GetRequiredValue(id);
                var document = await reader.FindAsync(match, cancellation);
                if (document is null)
                {
                    await Console.Error.WriteLineAsync($"{match}: no such match on {options.Server}");
                    return ExitCode.NotFound;
                }
                if (parsed.GetValue(json))
                    Console.WriteLine(ProtoJson.ToText(document));
                else
                    MatchSheet.Print(document, options.Time.GetUtcNow().ToUnixTimeMilliseconds());
                return ExitCode.Done;
            }, cancellation);
        });
        return command;
    }

    private static Command Watch()
    {
        var server = new ServerOptions();
        var id = IdArgument();
        var json = JsonOption();
        var delay = new Option<uint>("--delay") { Description = "Seconds behind live, 0 to 120", HelpName = "SECONDS" };
        delay.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<uint>() > 120)
                result.AddError("--delay: at most 120 seconds");
        });
        var command = new Command("watch", "Follow a match until Ctrl+C, a line for each change") { id, delay, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = server.Read(parsed);
            return Attempt.RunAsync(
                options,
                () => MatchWatch.RunAsync(options, parsed.GetRequiredValue(id), parsed.GetValue(delay), parsed.GetValue(json), cancellation),
                cancellation);
        });
        return command;
    }

    private static Argument<string> IdArgument() => new("MATCH") { Description = "Id of the match" };

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON, one value a line" };
}
