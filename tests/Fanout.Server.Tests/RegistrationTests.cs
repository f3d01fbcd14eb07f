using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Sessions;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task The_core_composes_starts_and_serves_a_subscriber_on_threads_of_its_own()
    {
        await using var log = new InMemoryEventLog(4, TimeProvider.System);
        await using var app = Compose(log);
        await app.Services.GetRequiredService<IHost>().StartHostedServices();
        var status = app.Services.GetRequiredService<NodeStatus>();
        Assert.True(SpinWait.SpinUntil(() => status.Ready, TimeSpan.FromSeconds(30)), status.Reason);

        var sink = new SimulatedSink();
        var connection = app.Services.GetRequiredService<Shards>().Open(
            sink, new ConnectionSetup { Wire = WebSocketWire.Proto });
        Assert.True(SpinWait.SpinUntil(() => sink.Credits == 1, TimeSpan.FromSeconds(30)), "no message is wanted");
        connection.Post(ClientMessage.Read(FrameEncoding.Proto, Opcode.Binary, [0x2a, 0x02, 0x08, 0x05]));
        Assert.True(
            SpinWait.SpinUntil(() => sink.Credits == 2, TimeSpan.FromSeconds(30)), "the message was not dealt with");

        await app.Services.GetRequiredService<IHost>().StopHostedServices();
        Assert.NotEmpty(sink.TakeSent());
    }

    [Theory]
    [InlineData("Fanout:Delivery:StallTimeout", "00:01:00", "StallTimeout")]
    [InlineData("Fanout:Delivery:Shards", "0", "Shards")]
    [InlineData("Fanout:Topics:HistoryRetention", "00:01:59", "HistoryRetention")]
    [InlineData("Fanout:Boards:RowsMax", "0", "RowsMax")]
    public async Task An_option_out_of_its_range_refuses_to_start_and_is_named(string key, string value, string named)
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var app = Compose(log, (key, value));

        var failure = Assert.Throws<OptionsValidationException>(
            () => app.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static WebApplication Compose(ILogReader log, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(log);
        builder.Services.AddTopics().AddBoards().AddOpenAccess().AddSessions().AddDelivery().AddFollowing();
        return builder.Build();
    }
}

internal static class HostedServices
{
    /// <summary>Starts what runs in the background, without a listening server.</summary>
    public static async Task StartHostedServices(this IHost host)
    {
        foreach (var service in Ours(host))
            await service.StartAsync(TestContext.Current.CancellationToken);
    }

    public static async Task StopHostedServices(this IHost host)
    {
        foreach (var service in Ours(host).Reverse())
            await service.StopAsync(CancellationToken.None);
    }

    private static IEnumerable<IHostedService> Ours(IHost host) => host.Services.GetServices<IHostedService>()
        .Where(service => service.GetType().Assembly == typeof(Shards).Assembly);
}
