using System.CommandLine;
using Fanout.Cli;
using Fanout.Cli.Feeds;
using Fanout.Cli.Matches;

var root = new RootCommand("Fanout on the command line: look at matches, and read providers' feeds.")
{
    MatchCommands.Create(),
    FeedCommands.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("fanout --help tells what there is.");
    return ExitCode.Usage;
}
return await parsed.InvokeAsync();
