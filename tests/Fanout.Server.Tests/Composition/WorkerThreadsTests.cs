using System.Text.Json;
using Fanout.Server.Composition;

namespace Fanout.Server.Tests.Composition;

public sealed class WorkerThreadsTests
{
    [Fact]
    public void No_process_has_fewer_workers_than_the_pool_can_miss_a_wake_up_with()
    {
        WorkerThreads.Keep();

        ThreadPool.GetMinThreads(out var workers, out _);
        Assert.True(workers >= WorkerThreads.CountMin, $"{workers} workers");
        Assert.True(workers >= Environment.ProcessorCount, $"{workers} workers for {Environment.ProcessorCount} processors");
    }

    [Fact]
    public void The_server_does_not_let_the_pool_search_for_fewer()
    {
        var settings = Path.Combine(AppContext.BaseDirectory, "Fanout.Server.runtimeconfig.json");
        using var document = JsonDocument.Parse(File.ReadAllText(settings));

        Assert.True(document.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties")
            .GetProperty("System.Threading.ThreadPool.HillClimbing.Disable").GetBoolean());
    }
}
