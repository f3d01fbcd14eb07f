using System.Globalization;

namespace Fanout.Integration.Tests.Faults;

/// <summary>One fleet over one Redis for all faults of a class: starting it takes longer than most of them.</summary>
public abstract class FleetFixture : IAsyncLifetime
{
    internal Fleet Fleet { get; private set; } = null!;

    internal RedisSite Site { get; private set; } = null!;

    /// <summary>What stands before the name of a fault in reports.</summary>
    protected abstract string Name { get; }

    protected abstract int ClientCount { get; }

    public async ValueTask InitializeAsync()
    {
        Site = await StartSiteAsync();
        Fleet = await Fleet.StartOverRedisAsync(Site, ClientCount);
    }

    public async ValueTask DisposeAsync()
    {
        if (Fleet is not null)
        {
            await KeepLogsAsync();
            await Fleet.DisposeAsync();
        }
        if (Site is not null)
            await Site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal abstract Task<RedisSite> StartSiteAsync();

    /// <summary>Prints what was measured of a fault, for whoever reads the run's output.</summary>
    internal void Report(string fault, string measured) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {Name}, {Fleet.Crowd.ClientCount} clients: {fault}: {measured}"));

    /// <summary>Leaves what all processes said in <c>artifacts/faults</c>: who asks why a fault failed finds it there.</summary>
    private async Task KeepLogsAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(FindRoot(), "artifacts", "faults", Name)).FullName;
        foreach (var (index, node) in Fleet.Nodes.Index())
            await File.WriteAllTextAsync(Path.Combine(folder, $"delivery-{index}.log"), node.Output);
        foreach (var (index, process) in Fleet.Ingest.Index())
            await File.WriteAllTextAsync(Path.Combine(folder, $"ingest-{index}.log"), process.Output);
        foreach (var (index, server) in Site.Servers.Index())
            await File.WriteAllTextAsync(Path.Combine(folder, $"redis-{index}.log"), server.Log);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fanout.sln")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Fanout.sln");
        }
        return folder.FullName;
    }
}
