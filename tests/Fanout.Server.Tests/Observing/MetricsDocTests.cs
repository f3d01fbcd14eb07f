using System.Diagnostics.Metrics;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Fanout.Log.Archive;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fanout.Server.Tests.Observing;

/// <summary>The table of docs/operations/metrics.md is what a server counts.</summary>
public sealed class MetricsDocTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fanout-metrics-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task The_documented_metrics_are_those_of_a_running_server()
    {
        var counted = new Dictionary<string, (string Kind, string Unit, string Meaning)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (!instrument.Name.StartsWith("fanout.", StringComparison.Ordinal)) return;
            lock (counted)
            {
                counted[instrument.Name] = (KindOf(instrument), instrument.Unit ?? "", instrument.Description ?? "");
            }
        };
        listener.Start();
        await using (var app = Compose())
        {
            var services = app.Services.GetServices<IHostedService>()
                .Where(service => service.GetType().Assembly.GetName().Name!.StartsWith("Fanout.", StringComparison.Ordinal))
                .ToList();
            app.Services.GetRequiredService<Archiver>();
            app.Services.GetRequiredService<AccessMetrics>();
            foreach (var service in services) await service.StartAsync(TestContext.Current.CancellationToken);
            var node = app.Services.GetRequiredService<NodeStatus>();
            Assert.True(SpinWait.SpinUntil(() => node.Ready, TimeSpan.FromSeconds(30)), node.Reason);
            foreach (var service in Enumerable.Reverse(services)) await service.StopAsync(CancellationToken.None);
        }

        var documented = Table().ToDictionary(row => row[0].Trim('`'), row => (row[1], row[2].Trim('`'), row[4]));
        lock (counted)
        {
            Assert.NotEmpty(counted);
            Assert.Equal(counted.OrderBy(static one => one.Key), documented.OrderBy(static one => one.Key));
        }
    }

    private WebApplication Compose()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddEventLog(log => (log.DataFolder, log.Postgres) = (_data.FullName, "Host=nobody-connects")).AddIngest(static _ => { }).AddIdentity().AddArbitration().AddForwarding().AddFeeds()
            .AddTopics().AddBoards().AddOpenAccess().AddSessions().AddDelivery().AddFollowing()
            .AddArchiver().AddSingleton<AccessMetrics>(); // of those who take tokens
        return builder.Build();
    }

    private static string KindOf(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name.Contains("Histogram", StringComparison.Ordinal) ? "histogram"
            : name.Contains("Gauge", StringComparison.Ordinal) ? "gauge" : "counter";
    }

    private static IEnumerable<string[]> Table()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fanout.sln"))) folder = folder.Parent!;
        return File.ReadLines(Path.Combine(folder.FullName, "docs", "operations", "metrics.md"))
            .Where(static line => line.StartsWith("| `fanout.", StringComparison.Ordinal))
            .Select(static line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));
    }
}
