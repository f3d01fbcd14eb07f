using Fanout.Log.Archive;

namespace Fanout.Server.Archiving;

/// <summary>Runs the archiver for as long as the host runs.</summary>
internal sealed class ArchivingService(Archiver archiver) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => archiver.RunAsync(stoppingToken);
}
