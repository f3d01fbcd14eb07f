using System.CommandLine;
using Fanout.Cli.Feeds;
using Fanout.Cli.Logs;
using Fanout.Cli.Mappings;
using Fanout.Cli.Matches;
using Fanout.Cli.Quarantine;
using Fanout.Cli.Tokens;

namespace Fanout.Cli;

/// <summary>All that <c>fanout</c> understands.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var server = new ServerOptions();
        return new RootCommand("Fanout on the command line: look at matches, read providers' feeds, decide what no rule allowed, check event logs.")
        {
            MatchCommands.Create(server),
            FeedCommands.Create(server),
            QuarantineCommands.Create(server),
            MappingCommands.Create(server),
            LogCommands.Create(),
            TokenCommands.Create(),
            server.Address,
        };
    }
}
