using System.Text.Json.Nodes;
using Fanout.Perf.Harness;
using Fanout.Server.Delivery;
using Fanout.Server.Sessions;

namespace Fanout.Perf.Nodes;

/// <summary>
/// Opens connections, subscribes each to a topic that all have and to some others, and walks deltas to all of them; says
/// in a line of JSON what that took.
/// </summary>
/// <param name="engine">With one match more than <paramref name="topicCount"/>.</param>
/// <param name="connectionCount">Connections.</param>
/// <param name="topicCount">Topics beside the one that all read.</param>
internal sealed class EngineRun(Engine engine, int connectionCount, int topicCount)
{
    /// <summary>Subscriptions of a connection beside the one that all have.</summary>
    public const int OthersPerConnection = 4;

    private const int Batch = 256; // connections that come before the shard has a turn
    private const int WarmConnections = 1000;
    private const int WarmDeltas = 300;
    private const int Deltas = 15;
    private static readonly TimeSpan CompilersPause = TimeSpan.FromSeconds(1);

    private readonly List<Connection> _connections = new(WarmConnections + connectionCount);
    private readonly ClientMessage[] _subscribes =
    [
        .. Enumerable.Range(0, topicCount / OthersPerConnection).Select(static pattern => Engine.Subscribe(
            Enumerable.Range(1 + pattern * OthersPerConnection, OthersPerConnection).Prepend(0))),
    ];

    public void Run()
    {
        // What is compiled, and made once, is there before the first figure.
        Open(WarmConnections);
        SubscribeFrom(0);
        Walks(WarmDeltas);
        Thread.CurrentThread.Join(CompilersPause);
        Walks(WarmDeltas);
        var result = new JsonObject { ["connections"] = connectionCount };
        var before = Collected();

        var openSeconds = Timed(() => Open(connectionCount));
        var opened = Collected();
        var subscribeSeconds = Timed(() => SubscribeFrom(WarmConnections));
        var subscribed = Collected();
        Add(result, "connection", opened, before, connectionCount);
        Add(result, "subscription", subscribed, opened, connectionCount * (1.0 + OthersPerConnection));
        result["openSeconds"] = openSeconds;
        result["subscribeSeconds"] = subscribeSeconds;

        var frames = engine.Frames;
        result["walkMs"] = new JsonArray([.. Walks(Deltas).Select(static ms => JsonValue.Create(ms))]);
        result["walkFrames"] = (engine.Frames - frames) / Deltas;
        result["collectMs"] = Timed(static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced)) * 1000;
        result["heapBytes"] = GC.GetTotalMemory(forceFullCollection: false);
        result["residentBytes"] = Resident();
        Console.WriteLine("engine " + result.ToJsonString());
        GC.KeepAlive(_connections);
    }

    private void Open(int count)
    {
        for (var index = 0; index < count; index++)
        {
            _connections.Add(engine.Open());
            if (index % Batch == Batch - 1)
                engine.Work();
        }
        engine.Work();
    }

    private void SubscribeFrom(int first)
    {
        for (var index = first; index < _connections.Count; index++)
        {
            _connections[index].Post(_subscribes[index % _subscribes.Length]);
            if (index % Batch == Batch - 1)
                engine.Work();
        }
        engine.Work();
    }

    /// <summary>Milliseconds from an entry to its last delivery, of so many deltas to all.</summary>
    private double[] Walks(int count)
    {
        var times = new double[count];
        for (var index = 0; index < count; index++)
        {
            var entry = engine.Next(0);
            times[index] = Timed(() =>
            {
                engine.Publish(entry);
                engine.Work();
            }) * 1000;
        }
        return times;
    }

    private static double Timed(Action action)
    {
        var start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static (double Heap, double Resident) Collected()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true), Resident());
    }

    private static double Resident() => ProcessMemory.Of(Environment.ProcessId).Resident * 1024;

    private static void Add(
        JsonObject to, string what, (double Heap, double Resident) now, (double Heap, double Resident) before, double count)
    {
        to[$"{what}HeapBytes"] = (now.Heap - before.Heap) / count;
        to[$"{what}ResidentBytes"] = (now.Resident - before.Resident) / count;
    }
}
