using System.CommandLine;
using Fanout.Ingest.Adapters;

namespace Fanout.Cli.Feeds;

/// <summary>
/// <c>fanout feed</c>: the feeds of a server and who decides about them, and, without a server, providers' files as canonical
/// events or as matches.
/// </summary>
internal static class FeedCommands
{
    public static Command Create(ServerOptions server)
    {
        var feed = new Command("feed", "See feeds, decide which of them speaks for a match, steer replays, read providers' files");
        FeedControlCommands.AddTo(feed, server);
        feed.Subcommands.Add(ReplayCommand.Create(server));
        feed.Subcommands.Add(AlarmCommand.Create(server));
        feed.Subcommands.Add(Normalise());
        return feed;
    }

    private static Command Normalise()
    {
        var formats = FeedFormats.Shipped;
        var format = new Option<string?>("--format")
        {
            Description = $"Read every file as this format; recognised when left out. One of: {string.Join(", ", formats.Names)}",
            HelpName = "FORMAT",
        };
        format.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string?>();
            if (name is not null && formats.Find(name) is null)
                result.AddError($"--format: \"{name}\" is not one of {string.Join(", ", formats.Names)}");
        });
        var final = new Option<bool>("--final") { Description = "Print each match as it ends, not its events" };
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files in any order, and folders; files of one provider that share a match are joined",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("normalise", "Print providers' files as canonical events, one JSON value a line") { format, final, paths };
        command.SetAction(parsed => Normalisation.Run(
            formats,
            parsed.GetValue(format) is { } name ? formats.Find(name) : null,
            parsed.GetRequiredValue(paths),
            parsed.GetValue(final)));
        return command;
    }
}
