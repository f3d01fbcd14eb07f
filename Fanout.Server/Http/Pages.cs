using Microsoft.Extensions.FileProviders;

namespace Fanout.Server.Http;

/// <summary>The demo page and the widgets, as built by clients/js beside the executable.</summary>
internal static class Pages
{
    // Nothing from elsewhere, no inline script: what a provider calls a player can never run.
    private const string Policy =
        "default-src 'self'; img-src 'self' data: https:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

    public static void UsePages(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(folder))
            return; // a server without pages is whole: clients/js was not built
        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = static context =>
            {
                var headers = context.Context.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers.AccessControlAllowOrigin = "*"; // pages elsewhere import the widgets as modules (HTML, fetch a module script)
                headers["Referrer-Policy"] = "no-referrer";
                headers.CacheControl = "no-cache"; // asked for by entity tag each time: a new build is seen at once
            },
        });
    }
}
