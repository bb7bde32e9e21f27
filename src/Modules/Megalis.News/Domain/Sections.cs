using Megalis.Content.Contracts;

namespace Megalis.News.Domain;

/// <summary>What happens here: dated, the newest first.</summary>
internal sealed class NewsSection : IContentSection
{
    public string ContentType => "News";
    public string Path => "/actualites";
    public string Title => "Actualités";
    public bool IsDated => true;
}

/// <summary>How to do something: without a date, by title.</summary>
internal sealed class GuideSection : IContentSection
{
    public string ContentType => "Guide";
    public string Path => "/guides";
    public string Title => "Guides";
    public bool IsDated => false;
}
