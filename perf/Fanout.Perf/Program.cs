using System.CommandLine;
using Fanout.Perf.Logs;
using Fanout.Perf.Nodes;
using Fanout.Perf.Publishing;
using Fanout.Perf.Results;
using Fanout.Perf.Scenarios;
using Fanout.Server.Composition;

WorkerThreads.Keep(); // as the server does
var root = new RootCommand("Measures Fanout against a bare loop in C and against other servers.")
{
    RunCommand.Create(),
    NodeCommand.Create(),
    EngineCommand.Create(),
    PublishCommand.Create(),
    PushCommand.Create(),
    WriteCommand.Create(),
    ChartCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
