using System.Globalization;
using System.Text.Json.Nodes;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>
/// Nchan, the push module of nginx, as one process. Its channel is part of the address, so it is measured with one.
/// </summary>
internal sealed class NchanContender : IContender
{
    private const string Module = "/usr/lib/nginx/modules/ngx_nchan_module.so";
    private const string Program = "/usr/sbin/nginx";

    public string Name => AllContenders.Nchan;

    public string? Missing => File.Exists(Module) && File.Exists(Program) ? null : "apt-get install libnginx-mod-nchan";

    public ClientProtocol Protocol(Topology topology) => new("/sub", null, Text: true, null);

    /// <summary>
    /// Clients that come back with the newest message that they have: its id, which Nchan tells with the state of its
    /// channel and takes from the address where headers cannot be set.
    /// </summary>
    public static async Task<ClientProtocol> ReturningAsync(int port)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept", "text/json");
        var channel = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/pub")))!;
        return new ClientProtocol($"/sub?last_event_id={channel["last_message_id"]}", null, Text: true, null);
    }

    public async Task<RunningServer> StartAsync(int port, Topology topology, string? processors)
    {
        if (topology.Topics > 1)
            throw new HarnessException($"{Name} is measured with one topic, not with {topology.Topics}");
        var folder = Repository.PathOf("artifacts", "perf", $"nchan-{port}");
        Directory.CreateDirectory(folder);
        var template = await File.ReadAllTextAsync(Repository.PathOf("perf", "peers", "nchan", "nginx.conf"));
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            configuration,
            template.Replace("@PORT@", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("@FOLDER@", folder, StringComparison.Ordinal));
        string[] arguments = ["-p", folder, "-c", configuration, "-e", "stderr"];
        var server = Child.Start(Name, processors, Program, arguments, commanded: false);
        return await PublishedServer.StartAsync(Name, server, port, topology);
    }
}
