using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Mapping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Identity.Tables;

/// <summary>
/// Keeps the operator's table as its file says, and brings to the log what it says of names that were decided on
/// otherwise: those that feeds state later are asked about with it.
/// </summary>
internal sealed class TableService(IdentityDesk desk, IdentityMetrics metrics, TimeProvider time, ILogger<TableService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TableFile? _file = desk.Options.Table.Length > 0 ? new TableFile(desk.Options.Table) : null;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Look(); // before the first feed is heard
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_file is null) return;
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                Look();
                await BringAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Look()
    {
        if (_file is null) return;
        if (_file.ReadChanged(out var faults) is { } table)
        {
            desk.View.Table = table;
            IdentityLog.TableRead(logger, table.Matches.Count);
        }
        else if (faults.Count > 0)
        {
            metrics.TableFaulty();
            IdentityLog.TableFaulty(logger, string.Join("; ", faults));
        }
    }

    private async Task BringAsync(CancellationToken stop)
    {
        var others = desk.View.All()
            .Select(known => (known.Sport, known.Name, Match: desk.View.Table.Find(known.Name.Feed, known.Name.Id)))
            .Where(static one => one.Match is not null && one.Match != one.Name.Match);
        foreach (var ofSport in others.GroupBy(static one => one.Sport))
        {
            var requests = ofSport.Select(static one => new MappingRequest
            {
                Claim = new MappingClaim { Feed = one.Name.Feed, Id = one.Name.Id, Table = one.Match },
            });
            await desk.AskAsync(ofSport.Key, [.. requests], stop).ConfigureAwait(false);
        }
    }
}
