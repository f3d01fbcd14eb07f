// SignalR as its documentation shows it: a group for each topic, and SendAsync to the group.
//
//   SignalR PORT TOPICS BYTES [stateful]     clients connect to /hub and call Subscribe(first, count)
//
// Stateful: a client that was cut off finds its session again for 15 s, SignalR's default.

using System.Globalization;
using Fanout.Perf.Driving;
using Fanout.Perf.Peers.SignalR;
using Microsoft.AspNetCore.SignalR;

var (port, topicCount, size) = (Number(args[0]), Number(args[1]), Number(args[2]));
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.WebHost.UseSockets(static options => options.Backlog = 4096); // as Fanout and Nchan have: many come at once
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services
    .AddSignalR(static options =>
    {
        // No pings in a window of measurement, and none expected of clients.
        options.KeepAliveInterval = TimeSpan.FromHours(1);
        options.ClientTimeoutInterval = TimeSpan.FromHours(2);
        // Of each client; publishing waits where it is full. Ten times the default: between two acknowledgements of a
        // client lies a second, in which a harness that warms up publishes 2,000 messages of 98 bytes.
        options.StatefulReconnectBufferSize = 1_000_000;
    })
    .AddMessagePackProtocol();
await using var app = builder.Build();
app.MapHub<TopicHub>("/hub", options => options.AllowStatefulReconnects = args is [.., "stateful"]);
await app.StartAsync();
new CommandLoop(new GroupTopics(app.Services.GetRequiredService<IHubContext<TopicHub>>(), topicCount, size)).Run();

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
