using OpenQA.Selenium.Chrome;

namespace Fanout.Browser.Tests;

/// <summary>A real Chromium without a window, with a profile of its own.</summary>
public sealed class Browser : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // a busy machine renders late

    private readonly ChromeDriver _driver;

    public Browser(Uri page)
    {
        var options = new ChromeOptions { BinaryLocation = OnPath("chromium", "chromium-browser", "google-chrome") };
        options.AddArguments(
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--window-size=1280,1000");
        var service = ChromeDriverService.CreateDefaultService(OnPath("chromedriver"));
        service.SuppressInitialDiagnosticInformation = true;
        _driver = new ChromeDriver(service, options);
        _driver.Navigate().GoToUrl(page);
    }

    /// <summary>What a script returns in the page.</summary>
    public T Run<T>(string script) => (T)_driver.ExecuteScript(script)!;

    /// <summary>Waits until a script returns true in the page; what the page shows is told where it never does.</summary>
    public async Task UntilAsync(string condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!Run<bool>($"return Boolean({condition})"))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                Assert.Fail($"{condition} did not come true; the page shows:\n{Run<string>(AllText)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the page shows a text, inside of components too.</summary>
    public Task UntilShowsAsync(string text) =>
        UntilAsync($"(() => {{ {AllText} }})().includes({System.Text.Json.JsonSerializer.Serialize(text)})");

    public void Dispose() => _driver.Dispose();

    /// <summary>All text of the page, that of shadow roots included.</summary>
    private const string AllText = """
        const text = (node) => node.nodeType === 3 ? node.data
          : node.nodeName === 'STYLE' || node.nodeName === 'SCRIPT' ? ''
          : [...(node.shadowRoot ? [node.shadowRoot] : []), ...node.childNodes].map(text).join(' ');
        return text(document.body).replace(/\s+/g, ' ');
        """;

    private static string OnPath(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{names[0]} is not on PATH: ./build.sh setup installs it");
    }
}
