using System.CommandLine;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Publishing;

/// <summary><c>publish</c>: a process that publishes to a server which cannot be told to do it itself.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var server = new Argument<string>("server") { Description = "nats or nchan" };
        server.AcceptOnlyFromAmong("nats", "nchan");
        var port = new Option<int>("--port") { Description = "Port on loopback", Required = true };
        var topics = new Option<int>("--topics") { Description = "Topics", DefaultValueFactory = _ => 1 };
        var bytes = new Option<int>("--bytes") { Description = "Bytes of a frame", DefaultValueFactory = _ => 98 };
        var command = new Command("publish", "Publishes to another server") { server, port, topics, bytes };
        command.SetAction(parsed =>
        {
            var (to, frameSize) = (parsed.GetValue(port), parsed.GetValue(bytes));
            if (parsed.GetValue(server) == "nats")
            {
                using var nats = new NatsPublisher(to, parsed.GetValue(topics), frameSize);
                new CommandLoop(nats).Run();
            }
            else
            {
                using var nchan = new NchanPublisher(to, frameSize);
                new CommandLoop(nchan).Run();
            }
        });
        return command;
    }
}
