using Microsoft.Playwright;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>A Chromium without a window, if this machine has one: VECTORLOSS_CHROMIUM, or the usual places.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        Environment.GetEnvironmentVariable("VECTORLOSS_CHROMIUM") ?? "",
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ];

    // Without its home calls: a test of pages that need no network should not open connections of its own either.
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    // A run that repeats the tests on another SIMD path says so: pages do not depend on it.
    private static bool Wanted => Environment.GetEnvironmentVariable("VECTORLOSS_NO_BROWSER") is null or "";

    private static string? Executable => Wanted ? Array.Find(Places, place => place != "" && File.Exists(place)) : null;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Quiet });
    }

    /// <summary>A page of a width in a colour scheme; the test is skipped where there is no browser.</summary>
    internal async Task<Visit> Open(int width, ColorScheme scheme, bool script = true)
    {
        Assert.SkipWhen(browser is null, Wanted
            ? "No Chromium here (Debian: apt-get install chromium), so no page was opened."
            : "VECTORLOSS_NO_BROWSER is set, so no page was opened.");
        IBrowserContext context = await browser!.NewContextAsync(new()
        {
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        return new Visit(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();
        playwright?.Dispose();
    }
}

/// <summary>One page, and everything it did that it should not: errors on the console, requests to a network.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;

    public Visit(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Add($"script: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Scheme is not ("file" or "data"))
                Complaints.Add($"request: {request.Url}");
        };
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
