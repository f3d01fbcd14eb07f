using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Fanout.Server.Composition;

/// <summary>What a person who started the server wants to know first.</summary>
internal static class Banner
{
    public static void PrintOnceStarted(this WebApplication app, ServerOptions options, DevOptions dev) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            foreach (var address in addresses)
                Console.WriteLine($"Fanout is at {address}/");
            if (!options.Dev)
                return;
            Console.WriteLine($"  feed key     {dev.FeedKey}     POST /v1/feeds/{{feed}}/events, any feed name");
            Console.WriteLine($"  editor token {dev.EditorToken}");
        });
}
