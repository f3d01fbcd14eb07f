using System.CommandLine;
using Fanout.Client.Reading;
using Fanout.Protocol.Json;
using Fanout.Protocol.Matches;

namespace Fanout.Cli.Matches;

/// <summary><c>fanout match list|show|watch</c>.</summary>
internal static class MatchCommands
{
    public static Command Create(ServerOptions server) => new("match", "Look at matches")
    {
        List(server),
        Show(server),
        Watch(server),
    };

    private static Command List(ServerOptions server)
    {
        var filter = new FilterOptions();
        var json = JsonOption();
        var command = new Command("list", "List matches, soonest first") { json };
        filter.AddTo(command);
        server.CheckFor(command);
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

    private static Command Show(ServerOptions server)
    {
        var id = IdArgument();
        var json = JsonOption();
        var command = new Command("show", "Show all of one match") { id, json };
        server.CheckFor(command);
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

    private static Command Watch(ServerOptions server)
    {
        var id = IdArgument();
        var json = JsonOption();
        var delay = new Option<int>("--delay") { Description = "Seconds behind live, 0 to 120", HelpName = "SECONDS" };
        delay.Validators.Add(static result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "0";
            if (!int.TryParse(text, out var seconds) || seconds is < 0 or > 120)
                result.AddError($"--delay: \"{text}\" is not a number of seconds from 0 to 120");
        });
        var command = new Command("watch", "Follow a match until Ctrl+C, a line for each change") { id, delay, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = server.Read(parsed);
            return Attempt.RunAsync(
                options,
                () => MatchWatch.RunAsync(options, parsed.GetRequiredValue(id), (uint)parsed.GetValue(delay), parsed.GetValue(json), cancellation),
                cancellation);
        });
        return command;
    }

    private static Argument<string> IdArgument()
    {
        var id = new Argument<string>("MATCH") { Description = "Id of the match" };
        id.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && !MatchId.IsValid(result.Tokens[0].Value))
                result.AddError($"MATCH: \"{result.Tokens[0].Value}\" is not 1 to {MatchId.LengthMax} of A–Z a–z 0–9 . _ : -");
        });
        return id;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON, one value a line" };
}
