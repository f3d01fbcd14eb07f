using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Perf.Driving;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Composition;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Fanout.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Perf.Nodes;

/// <summary>
/// A delivery node as Program.cs of the server composes it, but for where entries come from: they are made up, and go
/// straight to the publisher. Topics, boards, delivery, sessions and transport are the product's.
/// </summary>
internal static class NodeHost
{
    private const int PartitionCount = Partitioning.CountDefault;

    /// <summary>Runs until standard input says quit.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="matchCount">Matches to make up.</param>
    /// <param name="frameSize">Bytes of a frame of `score/`.</param>
    /// <param name="settings">More configuration, each <c>Name=Value</c>; the server's own names.</param>
    public static async Task RunAsync(int port, int matchCount, int frameSize, IReadOnlyList<string> settings)
    {
        await using var app = Compose(port, settings);
        await app.StartAsync();
        var services = app.Services;
        var status = services.GetRequiredService<NodeStatus>();
        var publisher = services.GetRequiredService<Publisher>();
        var shards = services.GetRequiredService<Shards>();
        var events = new MadeUpEvents(matchCount, PartitionCount, frameSize);
        var matches = new MadeUpMatchDay(publisher, shards, events);
        matches.Open();
        status.Begin(PartitionCount);
        for (var partition = 0; partition < PartitionCount; partition++)
            publisher.SetLevel(partition, level: true, UnixClock.NowUs / 1000);
        status.MarkLoaded();
        new CommandLoop(matches).Run();
        await app.StopAsync();
    }

    private static WebApplication Compose(int port, IReadOnlyList<string> settings)
    {
        var options = new ServerOptions { Urls = $"http://127.0.0.1:{port}" };
        var builder = WebApplication.CreateBuilder();
        // Pings are the same for everybody, and no part of a delivery: none in a window of measurement.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Fanout:Delivery:PingInterval"] = "00:05:00",
            ["Fanout:Delivery:PingTimeout"] = "00:20:00",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => setting.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => (string?)pair[1]));
        builder.ConfigureHost(options);
        builder.Logging.AddFilter(static level => level >= LogLevel.Warning);
        builder.Services.AddSingleton<ILogReader>(static provider =>
            new InMemoryEventLog(PartitionCount, provider.GetRequiredService<TimeProvider>()));
        builder.Services
            .AddTopics()
            .AddBoards()
            .AddOpenAccess()
            .AddSessions()
            .AddDelivery()
            .AddFollowing()
            .AddStream(options.UrlList);
        builder.Services.Remove(builder.Services.Single(
            static service => service.ImplementationType == typeof(NodeFollower)));
        var app = builder.Build();
        app.MapStream();
        return app;
    }
}
